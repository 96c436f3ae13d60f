"""The reference page of the API, written from its OpenAPI description."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from app.api.application import bare_api
from app.api.responses import EVERYWHERE

Schema = Mapping[str, Any]


def api_page() -> str:
    """The text of ``docs/api.md``."""
    description = bare_api().openapi()
    lines = [
        "# API",
        "",
        "The service describes itself at `/api/v1/openapi.json`. Under `/api/v1` a request carries",
        "the browser's session or a header `Authorization: Bearer TOKEN`; `almanac token EMAIL`",
        "prints a token for the sample company. An error answers with its status and",
        '`{"error": {"code": …, "message": …}}`; the code is stable, the message is for people.',
        "What somebody may not see does not exist for them: 404. Instants are in UTC.",
        "",
        "Any route may refuse with these; a route that has more of them lists them.",
        "",
        *(f"- {status}: {said['description']}" for status, said in EVERYWHERE.items()),
        "",
        "## Routes",
        "",
    ]
    for path, operations in description["paths"].items():
        for method, operation in operations.items():
            lines += [*_route(f"{method.upper()} {path}", operation), ""]
    lines += ["## Shapes", ""]
    for name, schema in description["components"]["schemas"].items():
        lines += [*_shape(name, schema), ""]
    return "\n".join(lines)


def _route(title: str, operation: Schema) -> list[str]:
    lines = [f"### `{title}`", "", _plain(operation["description"]), ""]
    for parameter in operation.get("parameters", ()):
        if parameter["in"] != "header":
            said = f" {parameter['description']}" if "description" in parameter else ""
            lines.append(f"- {_parameter(parameter)}{said}")
    if "requestBody" in operation:
        lines.append(f"- takes {_content(operation['requestBody'])}")
    lines += [
        f"- gives {status}: {_content(response)}"
        for status, response in operation["responses"].items()
        if status.startswith("2")
    ]
    own = [s for s in operation["responses"] if s[0] != "2" and int(s) not in EVERYWHERE]
    if own:
        lines.append(f"- refuses with {', '.join(sorted(own))}")
    return lines


def _parameter(parameter: Schema) -> str:
    schema = parameter["schema"]
    where = "in the path" if parameter["in"] == "path" else "in the query"
    default = f", `{_written(schema['default'])}` unless given" if "default" in schema else ""
    return f"`{parameter['name']}` {where}: {_kind(schema)}{default}."


def _content(message: Schema) -> str:
    kinds = [
        f"`{media}`" if media != "application/json" else _kind(content.get("schema", {}))
        for media, content in message.get("content", {}).items()
    ]
    return " or ".join(kinds) or "no body"


def _shape(name: str, schema: Schema) -> list[str]:
    lines = [f"### `{name}`", "", _plain(schema["description"])]
    if "enum" in schema:
        lines += ["", "One of " + ", ".join(f"`{value}`" for value in schema["enum"]) + "."]
    if "properties" in schema:
        lines += ["", "| field | type | default | meaning |", "|---|---|---|---|"]
        lines += list(_fields(schema))
    return lines


def _fields(schema: Schema) -> Iterator[str]:
    required = schema.get("required", ())
    for name, field in schema["properties"].items():
        default = "" if name in required else f"`{_written(field.get('default'))}`"
        yield f"| `{name}` | {_kind(field)} | {default} | {field.get('description', '')} |"


def _kind(schema: Schema) -> str:
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "anyOf" in schema:
        return " or ".join(_kind(part) for part in schema["anyOf"])
    if "prefixItems" in schema:
        return "pair of " + " and ".join(_kind(part) for part in schema["prefixItems"])
    if schema.get("type") == "array":
        return f"list of {_kind(schema['items'])}"
    if schema.get("format") == "date-time":
        return "instant"
    return str(schema.get("type", "JSON")) + _limits(schema)


def _limits(schema: Schema) -> str:
    if "minimum" in schema and "maximum" in schema:
        return f" from {schema['minimum']:g} to {schema['maximum']:g}"
    if "maxLength" in schema:
        return f" of {schema['maxLength']:,} characters at most"
    return ""


def _written(default: object) -> str:
    if default is None:
        return "null"
    if isinstance(default, bool):
        return str(default).lower()
    return f'"{default}"' if isinstance(default, str) else str(default)


def _plain(text: str) -> str:
    """Docstrings mark code with two backticks, Markdown with one."""
    return text.replace("``", "`")
