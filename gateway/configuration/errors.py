"""What is wrong in ``gateway.yaml``: where it stands, and in words what to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import yaml
from pydantic import ValidationError
from pydantic_core import PydanticCustomError

Place = Sequence[str | int]

_VARIABLE = (
    "names an environment variable (capital letters, digits, _), which holds the key; the key "
    "itself never stands in this file"
)
_FIELDS_BELOW = "has to be fields, one a line below it: `name: value`"
_WHOLE = "has to be a whole number, digits alone, such as 4096"
_NUMBER = (
    "has to be a number: digits, a point before decimals, and nothing between thousands, such as "
    "400000.50"
)
# What a field of a route takes.
_OF_A_FIELD: Mapping[str, str] = {
    "kind": "there are openai (OpenAI and whatever speaks like it: Azure, LiteLLM, vLLM, Ollama, "
    "Portkey), bedrock and extractive; name one of them",
    "name": "has to be letters, digits, `.`, `_` and `-`, 63 at most",
    "base_url": "has to be an address with its scheme, such as https://llm.example.com/v1",
    "api_key_env": _VARIABLE,
    "headers_env": _VARIABLE,
    "headers": "has to be one line of printable ASCII",
    "query": "has to be one line of printable ASCII",
    "provider": "has to be small letters, digits and `-`, such as anthropic",
    "region": "has to be small letters, digits and `-`, such as eu-central-1",
    "attribution": "has to be plain, litellm, portkey, none, or headers of your own "
    "(`department: x-cost-centre`) of letters, digits, `-` and `_`",
    "parameters": "has to be text, a number, true or false",
}
_OF_A_KEY: Mapping[str, str] = {
    "roles": "there are the roles answer, rewrite, judge and embed; name one of them",
    "budgets": "a department is small letters, digits and `-`; correct its name",
    "routes": "the name of a header is letters, digits, `-` and `_`; correct it",
}
_OF_A_TYPE: Mapping[str, str] = {
    "missing": "this field is missing; add it",
    "extra_forbidden": "there is no such field; correct its name or take it out",
    "too_short": "names nothing; add one at least",
    "dict_type": _FIELDS_BELOW,
    "mapping_type": _FIELDS_BELOW,
    "model_type": _FIELDS_BELOW,
    "string_pattern_mismatch": "holds a character that cannot stand here; correct it",
    "string_type": "has to be text; put it in quotation marks",
    "bool_parsing": "has to be true or false",
    "bool_type": "has to be true or false",
    "int_parsing": _WHOLE,
    "int_type": _WHOLE,
    "int_from_float": _WHOLE,
    "float_parsing": _NUMBER,
    "float_type": _NUMBER,
    "decimal_parsing": _NUMBER,
    "decimal_type": _NUMBER,
    "date_type": "has to be a day, such as 2026-01-31",
    "date_parsing": "has to be a day, such as 2026-01-31",
    "date_from_datetime_parsing": "has to be a day, such as 2026-01-31",
}
# Told in the same words wherever it happens.
_OF_ANY_FIELD = frozenset(
    {"missing", "extra_forbidden", "too_short", "dict_type", "mapping_type", "model_type"}
)
_NO_KEY = "no key stands in this file; write `api_key_env:`, which names the variable that holds it"
_KEYS = frozenset({"api_key", "apikey", "key", "token"})


def config_error(place: Place, message: str) -> PydanticCustomError:
    """An error of a validator that sees more than one field: where below it the error stands."""
    return PydanticCustomError("placed", "{said}", {"said": message, "place": tuple(place)})


def described(error: ValidationError, content: object) -> tuple[Place, str]:
    """The first error: where it stands in the file, and what to do; never a value."""
    if content is None:
        return (), "the file is empty; write `routes:` and `roles:`, as docs/gateway.md shows"
    first = error.errors(include_input=False, include_url=False)[0]
    where = [part for part in first["loc"] if part != "[key]"]
    where += first.get("ctx", {}).get("place", ())
    if where[2:3] == ["attribution"] and first["type"] != "value_error":
        where = where[:3]  # what follows names the ways to read it
    if where[2:3] == ["parameters"]:
        where = where[:4]
    about = "[key]" if "[key]" in first["loc"] else str(where[2]) if len(where) > 2 else ""
    words = _words(first["type"], first["msg"], where, about, content)
    return where, f"{'.'.join(_named(where, content)) or 'file'}: {words}"


def unreadable(error: yaml.YAMLError, text: str) -> tuple[int | None, str]:
    """The line of a file that is not YAML, and why."""
    mark = getattr(error, "problem_mark", None)
    line = mark.line + 1 if mark else None
    written = (text.splitlines()[mark.line :] or [""])[0] if mark else ""
    if "\t" in written[: len(written) - len(written.lstrip())]:
        return line, "not valid YAML; it is indented with spaces, not tabs"
    return line, f"not valid YAML ({getattr(error, 'problem', None) or 'cannot be read'})"


def _words(kind: str, message: str, where: Place, about: str, content: object) -> str:
    if kind in ("value_error", "placed"):
        return message.removeprefix("Value error, ")
    if kind == "tuple_type":
        return _as_a_list(where, content)
    if kind == "extra_forbidden" and str(where[-1]).lower().replace("-", "_") in _KEYS:
        return _NO_KEY
    plain = message.replace("Input should be", "has to be").replace("String should", "has to")
    return _of_a_field(kind, where, about) or _OF_A_TYPE.get(kind, plain)


def _of_a_field(kind: str, where: Place, about: str) -> str | None:
    """What the field takes, where the value in it is of another kind."""
    if kind in _OF_ANY_FIELD:
        return None
    if about == "[key]":
        return _OF_A_KEY[str(where[0])]
    if where[-1:] == ["currency"]:
        return "has to be three capital letters, such as EUR"
    return _OF_A_FIELD.get("name" if where[0] == "roles" else about)


def _as_a_list(where: Place, content: object) -> str:
    if list(where) == ["routes"]:
        return _FIELDS_BELOW
    routes = content.get("routes") if isinstance(content, dict) else None
    value = _value(content, where)
    # Only a name that stands under `routes:` is repeated: anything else might be a key.
    known = isinstance(value, str) and isinstance(routes, dict) and value in routes
    return f"write it as a list: [{value if known else '...'}]"


def _value(content: object, where: Place) -> object:
    for part in where:
        content = content.get(part) if isinstance(content, dict) else None
    return content


def _named(where: Place, content: object) -> list[str]:
    """The parts of a place as the file has them: a route by its name and not by its number."""
    # Which of the names in a role is wrong, the line and the message tell.
    parts = [str(part) for part in (where[:2] if where[:1] == ["roles"] else where)]
    routes = content.get("routes") if isinstance(content, dict) else None
    if parts[:1] == ["routes"] and len(where) > 1 and isinstance(routes, dict):
        parts[1] = [str(name) for name in routes][int(where[1])]
    return parts
