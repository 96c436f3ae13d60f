"""Vectors from Titan and Cohere models behind Bedrock's InvokeModel."""

from __future__ import annotations

import asyncio
import json
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from gateway.attempts import RouteFailedError, plausible_usage
from gateway.attribution import metadata_of
from gateway.calls import ModelCall, Usage
from gateway.configuration.route import Route
from gateway.embedding.vectors import Answered, at_most
from gateway.resilience.cancellation import CallCancelledError, Cancellation
from gateway.routes.bedrock_errors import judged

if TYPE_CHECKING:
    from gateway.routes.aws_session import CancellableSession

CONNECT_TIMEOUT_S = 5
_THREADS = 16
# The most texts that one request takes; Titan takes one.
MOST_TEXTS = {"cohere": 96, "titan": 1}
# Cohere's third models refuse a text that is longer, whatever `truncate` says.
_COHERE_3_CHARACTERS = 2048
_COUNTED = "x-amzn-bedrock-input-token-count"


class BedrockEmbeddingClient:
    """Asks one model; the AWS credentials are the standard ones of the environment.

    It speaks to the AWS client itself: the wrapper of langchain-aws says nothing of usage, cannot
    be left, and writes every error to the log.
    """

    def __init__(self, route: Route) -> None:
        self._route = route
        self._client: Any = None
        self._session: CancellableSession | None = None
        self._opening = threading.Lock()
        self._closed = False
        self._threads = ThreadPoolExecutor(
            min(route.concurrency, _THREADS), thread_name_prefix=f"bedrock {route.name}"
        )
        self._going: set[Cancellation] = set()

    async def embed(self, call: ModelCall) -> Answered:
        """The vectors in the order of the texts; raises as `EmbeddingClient` says."""
        cancellation = Cancellation()
        self._going.add(cancellation)
        try:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._threads, self._ask, call, cancellation)
        finally:
            # The AWS client blocks its thread, and nothing else wakes it.
            cancellation.cancel()
            self._going.discard(cancellation)

    async def aclose(self) -> None:
        self._closed = True
        for cancellation in list(self._going):
            cancellation.cancel()
        await asyncio.to_thread(self._close)

    def _close(self) -> None:
        self._threads.shutdown(wait=True, cancel_futures=True)
        with self._opening:
            if self._session is not None:
                self._session.close()
                self._client.close()
            self._client = self._session = None

    def _ask(self, call: ModelCall, cancellation: Cancellation) -> Answered:
        cancellation.hold()
        try:
            if cancellation.cancelled:
                raise CallCancelledError
            request: dict[str, Any] = {
                "modelId": self._route.model,
                "body": json.dumps(_body(self._route, call)),
                "contentType": "application/json",
                "accept": "application/json",
            }
            if metadata := metadata_of(call, self._route.attribution):
                request["requestMetadata"] = json.dumps(metadata)
            reply = self._open().invoke_model(**request)
            return _read(self._route, reply["body"].read(), reply["ResponseMetadata"])
        except Exception as error:  # noqa: BLE001 - raised again, as the gateway has it
            raise judged(error, "InvokeModel") from None

    def _open(self) -> Any:
        # It takes most of a second, so only a route that needs it pays.
        import botocore.session
        from botocore.config import Config

        from gateway.routes.aws_session import CancellableSession

        with self._opening:
            if self._closed:
                raise CallCancelledError
            if self._client is None:
                route = self._route
                client: Any = botocore.session.get_session().create_client(
                    "bedrock-runtime",
                    region_name=route.region or os.environ.get("AWS_REGION"),
                    endpoint_url=str(route.base_url) if route.base_url else None,
                    config=Config(retries={"total_max_attempts": 1}),
                )
                # The gateway keeps the deadlines; this is for when it could not.
                timeouts = (CONNECT_TIMEOUT_S, 5 + route.total_timeout_s)
                self._session = CancellableSession(client.meta.endpoint_url, timeouts, _THREADS)
                client.meta.events.register(
                    "before-send.bedrock-runtime.InvokeModel", self._session.answer
                )
                self._client = client
            return self._client


def _body(route: Route, call: ModelCall) -> dict[str, object]:
    texts = [message.text for message in call.messages]
    if route.family == "titan":
        (text,) = texts
        return {**route.parameters, "inputText": text}
    asks = call.attribution.get("purpose") == "search"
    if "embed-v4" not in f"{route.model} {route.base_model or ''}":
        texts = [at_most(text, _COHERE_3_CHARACTERS) for text in texts]
    return {
        "truncate": "END",
        **route.parameters,
        "texts": texts,
        "input_type": "search_query" if asks else "search_document",
    }


def _read(route: Route, received: bytes, said: Any) -> Answered:
    try:
        reply = json.loads(received)
        if route.family == "titan":
            rows = [reply["embedding"]]
        else:
            rows = reply["embeddings"]
            # Where types of numbers are asked for, each has a list of its own.
            rows = rows["float"] if isinstance(rows, dict) else rows
        numbers = [[float(value) for value in row] for row in rows]
    except (ValueError, KeyError, TypeError, OverflowError):
        raise RouteFailedError("malformed: no list of vectors") from None
    return Answered(numbers, _usage(reply, said))


def _usage(reply: dict[str, Any], said: Any) -> Usage | None:
    """The tokens: Titan counts them in its answer, Bedrock in a header."""
    header = str(said.get("HTTPHeaders", {}).get(_COUNTED, ""))
    counted = reply.get("inputTextTokenCount", int(header) if header.isdecimal() else None)
    return plausible_usage(counted, 0, 0) if isinstance(counted, int) else None
