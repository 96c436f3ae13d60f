"""The reference pages say something about everything they list."""

from __future__ import annotations

import re

from app.api.application import bare_api
from app.reference.api import api_page
from app.reference.commands import commands_page


def test_every_command_and_option_has_a_meaning() -> None:
    page = commands_page()
    rows = re.findall(r"^\| (`.+`) \| (.*) \| (.*) \|$", page, re.M)
    sections = [section.splitlines() for section in page.split("## `almanac ")[1:]]

    assert len(sections) > 12
    assert [section[0] for section in sections if not section[2]] == []
    assert len(rows) > 20
    assert [spelled for spelled, _, meaning in rows if not meaning] == []


def test_every_route_answers_errors_in_the_shape_it_announces() -> None:
    operations = [
        (f"{method} {path}", operation["responses"])
        for path, methods in bare_api().openapi()["paths"].items()
        for method, operation in methods.items()
        if path.startswith("/api/v1/")
    ]
    ours = {"$ref": "#/components/schemas/ErrorOut"}

    assert len(operations) > 10
    assert [
        f"{title}: {status}"
        for title, responses in operations
        for status, response in responses.items()
        if status[0] not in "23" and response["content"]["application/json"]["schema"] != ours
    ] == []
    assert [title for title, responses in operations if "default" in responses] == []


def test_every_shape_that_a_route_names_is_on_the_page() -> None:
    page = api_page()
    named = set(re.findall(r"\]\(#(\w+)\)", page))
    headings = {heading.lower() for heading in re.findall(r"^### `(\w+)`$", page, re.M)}

    assert len(named) > 10
    assert named - headings == set()
