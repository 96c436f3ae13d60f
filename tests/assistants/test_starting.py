"""What a new assistant begins from."""

from __future__ import annotations

import pytest

from assistants.prompting.variables import misused_variables
from assistants.publishing.drafts import readable_content
from assistants.publishing.problems import parse
from assistants.starting import Start, started_from

LEFT_OPEN = {"description", "icon", "audience", "owner", "sources"}


@pytest.mark.parametrize("language", ["en", "de", "fr"])
@pytest.mark.parametrize("start", Start)
def test_a_template_leaves_open_only_what_a_department_knows(start: Start, language: str) -> None:
    content = {"slug": "new", "name": "New", "department": "hr", **started_from(start, language)}

    _, problems = parse(readable_content(content))

    assert {problem.field for problem in problems} == LEFT_OPEN
    assert not misused_variables(content["prompt"], content | {"owner": "hr@x.example"})
    assert content["language"] == language
