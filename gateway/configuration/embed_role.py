"""What the role ``embed`` may name: routes of one model, which embed and do nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from gateway.calls import Role
from gateway.configuration.errors import Place

if TYPE_CHECKING:
    from gateway.configuration.route import Route


def misplaced(
    routes: Sequence[Route], roles: Mapping[Role, Sequence[str]]
) -> tuple[Place, str] | None:
    """The first error about routes that embed: where it stands in the file, and what to do."""
    named = roles.get("embed", ())
    embedding = [route for name in named for route in routes if route.name == name]
    for number, route in enumerate(routes):
        if route in embedding and (problem := _cannot_embed(route)) is not None:
            return problem[0] or ["routes", number], problem[1]
        if route.embedding is not None and (role := _other_role(roles, route)) is not None:
            return ["roles", role], (
                f"the route {route.name!r} embeds (it has `embedding:`) and writes nothing; name "
                "another under this role"
            )
    for route in embedding[1:]:
        if (name := route.space.differs_from(embedding[0].space)) is not None:
            number = routes.index(route)
            return ["routes", number, *_place_of(name)], (
                f"{embedding[0].name!r} and {route.name!r} stand under `embed:` and differ in "
                f"`{name}:`. Vectors of two models cannot be compared: name routes of one model "
                "there, with `base_model:` where addresses call it by different names"
            )
    return None


def _cannot_embed(route: Route) -> tuple[Place | None, str] | None:
    if route.kind == "extractive":
        return ["roles", "embed"], (
            f"the route {route.name!r} quotes and has no model to embed with; take it out, or take "
            "the whole line `embed:` out: the model that ships with Almanac embeds then"
        )
    if route.embedding is None:
        return None, (
            f"the route {route.name!r} stands under `embed:` and does not say how long its vectors "
            "are; add `embedding: {dimensions: ...}`"
        )
    return None


def _other_role(roles: Mapping[Role, Sequence[str]], route: Route) -> str | None:
    named = (role for role, names in roles.items() if route.name in names)
    return next((role for role in named if role != "embed"), None)


def _place_of(name: str) -> Place:
    return ["model"] if name == "model" else ["embedding", name]
