"""The ``bedrock`` route: models behind Amazon's Converse interface, through langchain-aws."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from typing import TYPE_CHECKING, Any

from gateway.attempts import FieldRefusedError, Written, plausible_usage
from gateway.attribution import metadata_of
from gateway.calls import ModelCall, Usage
from gateway.configuration.route import Route
from gateway.output.endings import ending_of
from gateway.output.kept_thoughts import KeptThoughts
from gateway.resilience.cancellation import CallCancelledError, Cancellation
from gateway.routes.bedrock_errors import judged
from gateway.routes.refused_parameters import LeftOut

if TYPE_CHECKING:
    from langchain_aws import ChatBedrockConverse

    from gateway.routes.aws_session import CancellableSession

AUTHORS = {"system": "system", "user": "human", "assistant": "ai"}
CONNECT_TIMEOUT_S = 5
# What is left out of a request by leaving it empty.
_FIELDS = frozenset({"max_tokens", "temperature", "top_p"})
Piece = str | Written | Exception


class BedrockClient:
    """Streams from one model; the AWS credentials are the standard ones of the environment."""

    def __init__(self, route: Route, left_out: LeftOut | None = None) -> None:
        self._route = route
        self._left_out = left_out or LeftOut(route)
        self._model: ChatBedrockConverse | None = None
        self._session: CancellableSession | None = None
        self._opening = threading.Lock()
        self._closed = False
        self._going: dict[threading.Thread, Cancellation] = {}

    async def stream(self, call: ModelCall) -> AsyncIterator[str | Written]:
        """Yield pieces; raises `RouteFailedError` and `RouteRefusedError`.

        A field that the model does not take is left out at once, and from then on.
        """
        loop, cancellation = asyncio.get_running_loop(), Cancellation()
        pieces: asyncio.Queue[Piece] = asyncio.Queue()

        def hand_over(piece: Piece) -> None:
            cancellation.unless_cancelled(
                lambda: loop.call_soon_threadsafe(pieces.put_nowait, piece)
            )

        # The AWS client blocks, so it has a thread, and a cancellation that ends it.
        name = f"bedrock {self._route.name}"
        thread = threading.Thread(
            target=self._read, args=(call, hand_over, cancellation), name=name, daemon=True
        )
        self._going[thread] = cancellation
        thread.start()
        try:
            while True:
                piece = await pieces.get()
                if isinstance(piece, Exception):
                    raise piece
                yield piece
                if isinstance(piece, Written):
                    return
        finally:
            cancellation.cancel()

    async def aclose(self) -> None:
        self._closed = True
        for cancellation in list(self._going.values()):
            cancellation.cancel()
        await asyncio.to_thread(self._close)

    def _close(self) -> None:
        for thread in list(self._going):
            thread.join(CONNECT_TIMEOUT_S)
        with self._opening:
            if self._model is not None and self._session is not None:
                self._session.close()
                self._model.client.close()
                self._model.bedrock_client.close()
            self._model = self._session = None

    def _read(
        self, call: ModelCall, hand_over: Callable[[Piece], None], cancellation: Cancellation
    ) -> None:
        cancellation.hold()
        try:
            hand_over(self._read_whole(call, hand_over, cancellation))
        except Exception as error:  # noqa: BLE001 - a thread's end: raised where it is awaited
            hand_over(judged(error, "Converse"))
        finally:
            self._going.pop(threading.current_thread(), None)

    def _read_whole(
        self, call: ModelCall, hand_over: Callable[[Piece], None], cancellation: Cancellation
    ) -> Written:
        """The answer to its end, asked for again without a field that is not taken."""
        handed: list[str] = []

        def pass_on(text: str) -> None:
            handed.append(text)
            hand_over(text)

        while True:
            sent = self._left_out.sent(self._left_out.parameters(), call.messages)
            try:
                return self._read_to_the_end(call, pass_on, cancellation)
            except Exception as error:
                unread = frozenset[str]() if handed else sent
                judgement = judged(error, "Converse", unread, begun=bool(handed))
                if isinstance(judgement, FieldRefusedError) and self._left_out.note(
                    judgement.field
                ):
                    continue
                raise judgement from error

    def _read_to_the_end(
        self, call: ModelCall, hand_over: Callable[[str], None], cancellation: Cancellation
    ) -> Written:
        counted: Any = None
        reason: str | None = None
        thoughts = KeptThoughts()
        messages = [
            (AUTHORS[message.author], message.text)
            for message in self._left_out.messages(call.messages)
        ]
        with closing(self._for(call).stream(messages)) as chunks:
            for chunk in chunks:
                if cancellation.cancelled:
                    raise CallCancelledError
                counted = chunk.usage_metadata or counted
                reason = chunk.response_metadata.get("stopReason") or reason
                for block in chunk.content if isinstance(chunk.content, list) else ():
                    thoughts.add(_thought_of(block))
                if chunk.text:
                    hand_over(str(chunk.text))
        if reason is None:
            raise ConnectionError("the answer was cut off")
        usage = _usage_of(counted, filtered=ending_of(reason) == "filtered")
        return Written(usage, reason, thoughts.text)

    def _for(self, call: ModelCall) -> Any:
        model, metadata = self._open(), metadata_of(call, self._route.attribution)
        update: dict[str, object] = {"request_metadata": metadata} if metadata else {}
        update |= {name: None for name in _FIELDS if not self._left_out.takes(name)}
        return model.model_copy(update=update) if update else model

    def _open(self) -> ChatBedrockConverse:
        # Importing LangChain takes over a second, so only a route that needs it pays.
        from botocore.config import Config
        from langchain_aws import ChatBedrockConverse

        from gateway.routes.aws_session import CancellableSession

        with self._opening:
            if self._closed:
                raise CallCancelledError
            if self._model is None:
                route = self._route
                # The gateway keeps the deadlines; this is for when it could not.
                read_timeout = 5 + max(route.first_token_timeout_s, route.silence_timeout_s)
                model = ChatBedrockConverse(
                    model_id=route.model,
                    region_name=route.region,
                    endpoint_url=str(route.base_url) if route.base_url else None,
                    # A model id that it does not know would silently not be streamed.
                    disable_streaming=False,
                    config=Config(retries={"total_max_attempts": 1}),
                    **{**_whose(route), **_parameters(route)},
                )
                # An application inference profile has it looked up and switched off again.
                model.disable_streaming = False
                session = CancellableSession(
                    model.client.meta.endpoint_url,
                    (CONNECT_TIMEOUT_S, read_timeout),
                    min(route.concurrency, 256),
                )
                model.client.meta.events.register(
                    "before-send.bedrock-runtime.ConverseStream", session.answer
                )
                self._model, self._session = model, session
            return self._model


def _parameters(route: Route) -> dict[str, Any]:
    """The parameters of a route, the names of chat completions as langchain-aws has them."""
    named = dict(route.parameters)
    if isinstance(stop := named.pop("stop", None), str):
        stop = [stop]
    return {**named, "stop_sequences": stop} if stop is not None else named


def _thought_of(block: Any) -> str:
    """What a block of a content says that Converse marks as reasoning."""
    said = block.get("reasoning_content") if isinstance(block, dict) else None
    text = said.get("text") if isinstance(said, dict) else None
    return text if isinstance(text, str) else ""


def _usage_of(counted: Any, *, filtered: bool) -> Usage | None:
    if not counted:
        return None
    cached = counted.get("input_token_details", {}).get("cache_read") or 0
    return plausible_usage(
        counted["input_tokens"], counted["output_tokens"], cached, filtered=filtered
    )


def _whose(route: Route) -> dict[str, str]:
    named = {"provider": route.provider, "base_model_id": route.base_model}
    return {name: value for name, value in named.items() if value}
