"""What there is at this moment for a configuration to name."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.identity.directory import Directory
from app.reasons.saying import sentence_of
from assistants.prompting.prompts import template_names
from assistants.publishing.problems import Surroundings
from assistants.translations import Sentence
from gateway.configuration.gateway_file import GatewayFileError, GatewayRoutes, read_routes
from retrieval.documents import DocumentStore, Source
from retrieval.sources.surveying import survey


@dataclass(frozen=True, slots=True)
class Surveyor:
    """Looks at sources, groups, icons and routes when asked, for they change while we run.

    ``locations`` are where sources lie: one that was not ingested yet is there too.
    """

    documents: DocumentStore
    directory: Directory
    locations: Sequence[str]
    icons: Path
    gateway_file: Path | None

    async def surroundings(self) -> Surroundings:
        """What there is now."""
        rules = self.directory.rules
        return Surroundings(
            templates=template_names(),
            sources=await self._sources(),
            # The provider may know more groups than we do.
            groups=None if self.directory.provider else self.directory.known_groups(),
            icons=frozenset(path.stem for path in self.icons.glob("*.svg")),
            departments=frozenset(rules.departments),
            roles=self._roles(),
        )

    async def _sources(self) -> Mapping[str, Sentence | str]:
        known = {source.name: source for source in await self.documents.sources()}
        names = {one.location: one.name for one in known.values()}
        found = await survey(self.locations, names, entries=False)
        there: dict[str, Sentence | str] = {}
        for name, source in known.items():
            away = name not in found.names() and not found.why_unreachable(source.location)
            if not away:
                there[name] = _problem(source)
        for name in found.names():
            refused = found.refused.get(name)
            there.setdefault(name, sentence_of(refused[1]) if refused else "")
        return there

    def _roles(self) -> frozenset[str]:
        try:
            routes: GatewayRoutes = read_routes(self.gateway_file, os.environ)
        except GatewayFileError:
            return frozenset()
        return frozenset(role for role in ("answer", "judge") if routes.of(role))


def _problem(source: Source) -> Sentence | str:
    return sentence_of(source.problem) if source.problem and not source.unreachable else ""
