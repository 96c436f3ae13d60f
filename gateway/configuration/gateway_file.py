"""The routes of ``gateway.yaml``: which models each role may use, in which order."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Self

import yaml
from pydantic import Field, ValidationError, model_validator

from gateway.calls import Role
from gateway.configuration.budgets import Budgets, mismatch
from gateway.configuration.embed_role import misplaced
from gateway.configuration.errors import config_error, described, unreadable
from gateway.configuration.route import Frozen, Name, Route
from gateway.configuration.yaml_lines import content_of, line_of, repeated_key, written_out

__all__ = ["DEFAULT_ROUTES", "ROLES", "GatewayFileError", "GatewayRoutes", "Route", "read_routes"]

# The roles that write. What is not named among them is done by the routes of ``answer``; without
# ``embed`` the model that ships with the project embeds.
ROLES: tuple[Role, ...] = ("answer", "rewrite", "judge")


# A file of many hundred routes is far below both.
MOST_CHARACTERS = 1_000_000
MOST_VALUES = 50_000


class GatewayRoutes(Frozen):
    """The routes and, for each role, their order; one that writes uses ``answer``'s if not named.

    ``total_timeout_s`` is the longest that one answer may take, all its routes together, and
    ``rewrite_timeout_s`` the longest that a question is made to stand alone.
    """

    routes: tuple[Route, ...] = Field(min_length=1)
    roles: Mapping[Role, Annotated[tuple[Name, ...], Field(min_length=1)]]
    total_timeout_s: float = Field(240, gt=0, le=7200)
    rewrite_timeout_s: float = Field(10, gt=0, le=7200)
    budgets: Budgets = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _name_the_routes(cls, content: object) -> object:
        if isinstance(content, dict) and isinstance(content.get("routes"), dict):
            named = content["routes"].items()
            listed = [{"name": str(k), **v} if isinstance(v, dict) else v for k, v in named]
            return {**content, "routes": listed}
        return content

    @model_validator(mode="after")
    def _roles_name_routes(self) -> Self:
        known = [route.name for route in self.routes]
        if len(set(known)) != len(known):
            raise config_error(["routes"], "two routes bear the same name; rename one")
        if "answer" not in self.roles:
            raise config_error(["roles"], "no route answers; add `answer:`")
        for role, names in self.roles.items():
            for number, name in enumerate(names):
                if name not in known:
                    raise config_error(
                        ["roles", role, number],
                        f"role {role!r} names the route {name!r}, which is not under `routes:` "
                        f"(there: {', '.join(known)})",
                    )
        return self

    @model_validator(mode="after")
    def _budgets_can_be_compared(self) -> Self:
        if (problem := mismatch(self.budgets, self.routes)) is not None:
            raise config_error(["budgets", problem[0], "currency"], problem[1])
        return self

    def of(self, role: Role) -> tuple[Route, ...]:
        """The routes of a role, first choice first; none for ``embed`` unless it is named."""
        by_name = {route.name: route for route in self.routes}
        others = () if role == "embed" else self.roles["answer"]
        return tuple(by_name[name] for name in self.roles.get(role, others))

    def longest_s(self, role: Role) -> float:
        """How long a call of a role may take, all its routes together, in seconds."""
        whole = self.total_timeout_s
        return min(self.rewrite_timeout_s, whole) if role == "rewrite" else whole

    def prompt_tokens(self, role: Role) -> int | None:
        """How many tokens a prompt may have so that every route of the role can take it."""
        rooms = [route.prompt_tokens for route in self.of(role)]
        return min((room for room in rooms if room is not None), default=None)


DEFAULT_ROUTES = GatewayRoutes(
    routes=(Route(kind="extractive", name="extractive"),),
    roles=dict.fromkeys(ROLES, ("extractive",)),
)


class GatewayFileError(ValueError):
    """The file of routes cannot be used."""

    def __init__(self, path: Path, line: int | None, reason: str) -> None:
        place = path.name if line is None else f"{path.name}, line {line}"
        super().__init__(f"{place}: {reason}")
        self.path = path
        self.line = line
        self.reason = reason


def read_routes(path: Path | None, environment: Mapping[str, str]) -> GatewayRoutes:
    """Read a file of routes; without one, every role quotes (``extractive``).

    Raises `GatewayFileError` with the line and what to do, never with a value from the file.
    """
    if path is None:
        return DEFAULT_ROUTES
    tree, content = _parsed(path, _text_of(path))
    if (twice := repeated_key(tree)) is not None:
        raise GatewayFileError(path, twice[1], f"{twice[0]!r} stands here twice; keep one of them")
    try:
        routes = GatewayRoutes.model_validate(content)
    except ValidationError as error:
        where, reason = described(error, content)
        raise GatewayFileError(path, line_of(tree, where), reason) from None
    if (misplacement := misplaced(routes.routes, routes.roles)) is not None:
        raise GatewayFileError(path, line_of(tree, misplacement[0]), misplacement[1])
    _require_variables(path, tree, routes, environment)
    return routes


def _text_of(path: Path) -> str:
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError as error:
        reason = "the file is not there; correct ALMANAC_GATEWAY_FILE, or unset it"
        raise GatewayFileError(path, None, reason) from error
    except OSError as error:
        reason = (
            f"the file cannot be read ({error.strerror}); correct what ALMANAC_GATEWAY_FILE names"
        )
        raise GatewayFileError(path, None, reason) from error
    except UnicodeDecodeError as error:
        raise GatewayFileError(path, None, "not UTF-8 text; save it as UTF-8") from error
    if len(text) > MOST_CHARACTERS:
        raise GatewayFileError(path, None, "larger than a megabyte; is it the right file?")
    return text


def _parsed(path: Path, text: str) -> tuple[yaml.Node | None, object]:
    """The nodes of a file, and what it says."""
    try:
        tree = yaml.compose(text, Loader=yaml.SafeLoader)
        if written_out(tree) > MOST_VALUES:
            reason = "anchors repeat too much of it (`&`, `*`); write it out"
            raise GatewayFileError(path, None, reason)
        return tree, content_of(tree)
    except RecursionError:
        raise GatewayFileError(path, None, "nested too deep; is it the right file?") from None
    except yaml.YAMLError as error:
        raise GatewayFileError(path, *unreadable(error, text)) from None


def _require_variables(
    path: Path, tree: yaml.Node | None, routes: GatewayRoutes, environment: Mapping[str, str]
) -> None:
    for number, route in enumerate(routes.routes):
        for variable in route.variables:
            if (reason := _unusable(route, variable, environment.get(variable, ""))) is not None:
                keyed = variable == route.api_key_env
                field = "api_key_env" if keyed else "headers_env"
                line = line_of(tree, ["routes", number, field])
                raise GatewayFileError(path, line, reason)


def _unusable(route: Route, variable: str, value: str) -> str | None:
    """Why a variable cannot be sent, without its value; ``None`` where it can."""
    if not value:
        return (
            f"route {route.name!r} needs the environment variable {variable}; set it, or take the "
            "route out"
        )
    if not value.isprintable():
        return (
            f"the environment variable {variable} of route {route.name!r} holds a line break or "
            "another character that cannot be sent; set it without"
        )
    return None
