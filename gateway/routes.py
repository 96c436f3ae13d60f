"""The routes of ``gateway.yaml``: which models each role may use, in which order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal, Self

import yaml
from pydantic import (
    AnyHttpUrl,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from gateway.budgets import Budget, mismatch
from gateway.calls import Role

Kind = Literal["openai", "bedrock", "extractive"]
Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$")]
Department = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
Variable = Annotated[str, Field(pattern=r"^[A-Z_][A-Z0-9_]*$")]
ROLES: tuple[Role, ...] = ("answer", "rewrite", "judge")


def _exact(value: object) -> object:
    # YAML reads 0.15 as a binary float; its shortest form is what the file says.
    return str(value) if isinstance(value, float) else value


Amount = Annotated[Decimal, BeforeValidator(_exact), Field(ge=0, le=1_000_000)]


class _Frozen(BaseModel):
    # A key pasted into the wrong field must not come back in a message.
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class RoutePrice(_Frozen):
    """What a route costs for each million tokens from a day on; cached input may cost less."""

    input_per_million: Amount
    output_per_million: Amount
    cached_input_per_million: Amount | None = None
    currency: str = Field(pattern=r"^[A-Z]{3}$")
    valid_from: date


class Route(_Frozen):
    """One way to a model. Keys stand in environment variables, which it only names.

    ``silence_timeout_s`` is the longest pause between two tokens. All times are seconds.
    """

    kind: Kind
    name: Name
    model: str = Field("", max_length=200)
    base_url: AnyHttpUrl | None = None
    region: str | None = Field(None, pattern=r"^[a-z0-9-]+$")
    api_key_env: Variable | None = None
    headers: Mapping[str, str] = Field(default_factory=dict)
    headers_env: Mapping[str, Variable] = Field(default_factory=dict)
    parameters: Mapping[str, str | int | float | bool] = Field(default_factory=dict)
    first_token_timeout_s: float = Field(20, gt=0, le=600)
    silence_timeout_s: float = Field(15, gt=0, le=600)
    total_timeout_s: float = Field(120, gt=0, le=3600)
    price: RoutePrice | None = None
    cheaper: bool = False

    @model_validator(mode="after")
    def _has_what_its_kind_needs(self) -> Self:
        if self.kind != "extractive" and not self.model:
            raise ValueError(f"a route of kind {self.kind!r} needs a model; add `model:`")
        if self.kind == "openai" and self.base_url is None:
            raise ValueError("a route of kind 'openai' needs an address; add `base_url:`")
        if self.base_url is not None and (self.base_url.username or self.base_url.password):
            raise ValueError("base_url holds a password; name its variable in `api_key_env:`")
        return self

    @property
    def goes_on(self) -> bool:
        """Whether it is used once a department's budget is spent: it quotes, or is marked so."""
        return self.cheaper or self.kind == "extractive"

    @property
    def variables(self) -> tuple[str, ...]:
        """The environment variables this route reads."""
        named = () if self.api_key_env is None else (self.api_key_env,)
        return (*named, *self.headers_env.values())


class GatewayRoutes(_Frozen):
    """The routes and, for each role, their order; a role that is not named uses ``answer``'s."""

    routes: tuple[Route, ...] = Field(min_length=1)
    roles: Mapping[Role, Annotated[tuple[Name, ...], Field(min_length=1)]]
    budgets: Mapping[Department, Budget] = Field(default_factory=dict)

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
            raise ValueError("two routes bear the same name; rename one")
        if "answer" not in self.roles:
            raise ValueError("no route answers; add `answer:` to `roles:`")
        for role, names in self.roles.items():
            for name in names:
                if name not in known:
                    raise ValueError(
                        f"role {role!r} names the route {name!r}, which is not under `routes:` "
                        f"(there: {', '.join(known)})"
                    )
        return self

    @model_validator(mode="after")
    def _budgets_can_be_compared(self) -> Self:
        priced = [(route.name, route.price.currency) for route in self.routes if route.price]
        if (problem := mismatch(self.budgets, priced)) is not None:
            raise ValueError(problem)
        return self

    def of(self, role: Role) -> tuple[Route, ...]:
        """The routes of a role, first choice first."""
        by_name = {route.name: route for route in self.routes}
        return tuple(by_name[name] for name in self.roles.get(role, self.roles["answer"]))


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
    try:
        tree = yaml.compose(path.read_text("utf-8"), Loader=yaml.SafeLoader)
        content = yaml.safe_load(path.read_text("utf-8"))
    except FileNotFoundError as error:
        reason = "the file is not there; correct ALMANAC_GATEWAY_FILE, or unset it"
        raise GatewayFileError(path, None, reason) from error
    except UnicodeDecodeError as error:
        raise GatewayFileError(path, None, "not UTF-8 text; save it as UTF-8") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else None
        reason = f"not valid YAML ({getattr(error, 'problem', None) or 'cannot be read'})"
        raise GatewayFileError(path, line, reason) from None
    try:
        routes = GatewayRoutes.model_validate(content)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = [part for part in first["loc"] if part != "[key]"]
        reason = f"{'.'.join(map(str, where)) or 'file'}: {_plain(first['type'], first['msg'])}"
        raise GatewayFileError(path, _line(tree, where), reason) from None
    for number, route in enumerate(routes.routes):
        for variable in route.variables:
            if not environment.get(variable):
                line = _line(tree, ["routes", number, "api_key_env"])
                reason = (
                    f"route {route.name!r} needs the environment variable {variable}; set it, or "
                    "take the route out"
                )
                raise GatewayFileError(path, line, reason)
    return routes


def _plain(kind: str, message: str) -> str:
    remedies = {
        "missing": "this field is missing; add it",
        "extra_forbidden": "there is no such field; correct its name or take it out",
    }
    return remedies.get(kind, message.removeprefix("Value error, "))


def _line(tree: yaml.Node | None, path: list[str | int]) -> int | None:
    """The line, from 1, of the deepest node on the way to ``path``."""
    if tree is None:
        return None
    line, node = tree.start_mark.line, tree
    for part in path:
        found = next((pair for key, pair in _children(node) if key == part), None)
        if found is None:
            break
        line, node = found[0].start_mark.line, found[1]
    return line + 1


def _children(node: yaml.Node) -> Iterator[tuple[str | int, tuple[yaml.Node, yaml.Node]]]:
    if isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            yield index, (value, value)
    if isinstance(node, yaml.MappingNode):
        for index, (key, value) in enumerate(node.value):
            yield key.value, (key, value)
            yield index, (key, value)
