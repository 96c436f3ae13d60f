"""What answers come from: the indexes of the documents, and the door to the models."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.parts.records import Records
from app.records.spending.reservations import SqlSpending
from gateway.attempts import AttemptWatcher
from gateway.configuration.gateway_file import GatewayRoutes
from gateway.telemetry import showing_states
from retrieval.sources.description import GroupNames

if TYPE_CHECKING:
    from gateway.serving import RoutedGateway
    from retrieval.embedding.onnx_embedder import OnnxEmbedder
    from retrieval.indexes.embedding import Embedder
    from retrieval.opening import Retrieval
    from retrieval.viewing.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Backends:
    """What is searched and shown, and who writes at what price; ``shipped`` is the model within."""

    retrieval: Retrieval
    viewer: Viewer
    gateway: RoutedGateway
    spending: SqlSpending
    shipped: OnnxEmbedder


async def open_backends(
    records: Records,
    routes: GatewayRoutes,
    watchers: Sequence[AttemptWatcher],
    stack: AsyncExitStack,
) -> Backends:
    """Open them; each is closed with ``stack``."""
    # Indexes and models take over a second to import, which commands that need none do not pay.
    from app.startup.embedders import open_embedders
    from gateway.quoting.similarity import EmbeddedSimilarity
    from gateway.serving import RoutedGateway

    spending = SqlSpending(records.transactions, routes.budgets)
    stack.push_async_callback(spending.aclose)
    embedders = await stack.enter_async_context(
        open_embedders(routes, os.environ, watchers, spending, records.settings.embedding_model)
    )
    retrieval, viewer = await _open_retrieval(records, embedders.used, stack)
    gateway = RoutedGateway(
        routes,
        # What quotes was fitted on the shipped model, and asks nobody.
        EmbeddedSimilarity(embedders.shipped),
        os.environ,
        watchers=watchers,
        spending=spending,
    )
    stack.push_async_callback(gateway.aclose)
    breakers, places = gateway.breakers, gateway.places
    if (routed := embedders.routed) is not None:
        # A route that embeds writes nothing: its own calls tell how it is.
        breakers, places = breakers | routed.breakers, places | routed.places
    stack.enter_context(showing_states(breakers, places))
    return Backends(retrieval, viewer, gateway, spending, embedders.shipped)


async def _open_retrieval(
    records: Records, embedder: Embedder, stack: AsyncExitStack
) -> tuple[Retrieval, Viewer]:
    from retrieval.opening import open_retrieval
    from retrieval.viewing.office.program import open_office_program
    from retrieval.viewing.viewer import Viewer

    settings = records.settings
    retrieval = await stack.enter_async_context(
        open_retrieval(
            var=settings.var,
            chroma_url=settings.chroma_url,
            documents=records.contents,
            catalog=records.documents,
            locations=settings.sources,
            embedder=embedder,
            vectors_in_memory=settings.vectors_in_memory_mb * 1_000_000,
            before_ingestion=records.settler.prepare,
            reads_pictures=settings.pictures_at_once if settings.text_recognition else 0,
            groups=GroupNames(
                records.directory.known_groups(), complete=records.directory.provider is None
            ),
        )
    )
    viewer = Viewer(
        retrieval.originals,
        retrieval.recogniser,
        office=open_office_program(settings.office_program),
    )
    stack.push_async_callback(viewer.aclose)
    return retrieval, viewer
