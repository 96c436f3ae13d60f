"""The ``bedrock`` route: models behind Amazon's Converse interface, through langchain-aws."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any

from gateway.attempts import RouteFailedError, RouteRefusedError, Written, plausible_usage
from gateway.calls import ModelCall, Usage
from gateway.routes import Route

if TYPE_CHECKING:
    from langchain_aws import ChatBedrockConverse

AUTHORS = {"system": "system", "user": "human", "assistant": "ai"}
STOP_REASONS = {
    "end_turn": "stop",
    "stop_sequence": "stop",
    "max_tokens": "length",
    "content_filtered": "content_filter",
    "guardrail_intervened": "content_filter",
}
PASSING = frozenset(
    {
        "ThrottlingException",
        "TooManyRequestsException",
        "ModelNotReadyException",
        "ModelTimeoutException",
        "ModelErrorException",
        "ModelStreamErrorException",
        "ServiceUnavailableException",
        "InternalServerException",
        "RequestTimeout",
    }
)
Piece = str | Written | Exception


class BedrockClient:
    """Streams from one model; the AWS credentials are the standard ones of the environment."""

    def __init__(self, route: Route) -> None:
        self._route = route
        self._model: ChatBedrockConverse | None = None
        self._opening = threading.Lock()

    async def stream(self, call: ModelCall) -> AsyncIterator[str | Written]:
        """Yield pieces; raises `RouteFailedError` and `RouteRefusedError`."""
        loop, left = asyncio.get_running_loop(), threading.Event()
        pieces: asyncio.Queue[Piece] = asyncio.Queue()

        def hand_over(piece: Piece) -> None:
            if not left.is_set():
                loop.call_soon_threadsafe(pieces.put_nowait, piece)

        # The AWS client blocks. Its thread ends at the next event, or at its read timeout.
        thread = threading.Thread(target=self._read, args=(call, hand_over, left), daemon=True)
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
            left.set()

    async def aclose(self) -> None:
        model, self._model = self._model, None
        if model is not None:
            await asyncio.to_thread(model.client.close)

    def _read(self, call: ModelCall, hand_over: Any, left: threading.Event) -> None:
        from botocore.eventstream import ParserError
        from botocore.exceptions import BotoCoreError, ClientError
        from urllib3.exceptions import HTTPError

        try:
            hand_over(self._read_to_the_end(call, hand_over, left))
        except ClientError as error:
            hand_over(_judged(error.response))
        except ParserError:
            hand_over(RouteFailedError("malformed event"))
        except (BotoCoreError, HTTPError, OSError) as error:
            hand_over(RouteFailedError(f"connection: {type(error).__name__}"))
        except ValueError as error:
            hand_over(RouteRefusedError(f"not a valid request: {type(error).__name__}"))

    def _read_to_the_end(self, call: ModelCall, hand_over: Any, left: threading.Event) -> Written:
        usage: Usage | None = None
        reason: str | None = None
        messages = [(AUTHORS[message.author], message.text) for message in call.messages]
        chunks = self._open().stream(messages)
        for chunk in chunks:
            if left.is_set():
                break
            counted = getattr(chunk, "usage_metadata", None)
            if counted:
                cached = counted.get("input_token_details", {}).get("cache_read") or 0
                usage = plausible_usage(counted["input_tokens"], counted["output_tokens"], cached)
            reason = chunk.response_metadata.get("stopReason") or reason
            if chunk.text:
                hand_over(str(chunk.text))
        if reason is None and not left.is_set():
            raise ConnectionError("the answer was cut off")
        return Written(usage, STOP_REASONS.get(reason or "", reason or "stop"))

    def _open(self) -> ChatBedrockConverse:
        # Importing LangChain takes over a second, so only a route that needs it pays.
        from botocore.config import Config
        from langchain_aws import ChatBedrockConverse

        with self._opening:
            if self._model is None:
                url = self._route.base_url
                self._model = ChatBedrockConverse(
                    model_id=self._route.model,
                    region_name=self._route.region,
                    endpoint_url=str(url) if url else None,
                    # A model id that it does not know would silently not be streamed.
                    disable_streaming=False,
                    config=Config(
                        connect_timeout=10,
                        read_timeout=self._route.first_token_timeout_s,
                        retries={"total_max_attempts": 1},
                        max_pool_connections=100,
                    ),
                    **dict(self._route.parameters),
                )
            return self._model


def _judged(response: Any) -> RouteFailedError | RouteRefusedError:
    code = str(response.get("Error", {}).get("Code", "unknown"))
    status = response.get("ResponseMetadata", {}).get("HTTPStatusCode") or 0
    if code[:1].upper() + code[1:] in PASSING or status in (408, 429) or status >= 500:
        return RouteFailedError(f"Converse: {code}")
    return RouteRefusedError(f"Converse: {code}")
