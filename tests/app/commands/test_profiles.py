"""``almanac profiles``: files go out, come back as proposals, and are never live by a command."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from app.settings import ROOT, Settings
from app.startup.profiles import publish_new_profiles
from app.wiring import open_records
from tests.servers.commands import almanac

PROFILES = ROOT / "assistants" / "profiles"


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A state folder in which the profiles of the sample company have their first versions."""
    var = tmp_path_factory.mktemp("profiles") / "var"
    asyncio.run(_publish_first(var))
    return var


async def _publish_first(var: Path) -> None:
    async with open_records(Settings(_env_file=None, var=var, demo=True)) as records:
        await records.directory.enrol_samples()
        await publish_new_profiles(records.configurations, records.desk, PROFILES)


def test_profiles_go_out_and_come_back_as_files(var: Path, tmp_path: Path) -> None:
    folder = tmp_path / "profiles"
    almanac(var, "profiles", "dump", str(folder))
    almanac(var, "profiles", "diff", str(folder))
    file = folder / "it.yaml"
    file.write_text(file.read_text().replace("name: Information Technology", "name: IT Support"))

    changed = almanac(var, "profiles", "diff", str(folder), status=1)
    done = [
        json.loads(almanac(var, "profiles", name, str(folder), "--json").stdout)
        for name in ("apply", "propose")
    ]
    history = json.loads(almanac(var, "profiles", "history", "it", "--json").stdout)

    assert "+name: IT Support" in changed.stdout
    outcomes = [{one["slug"]: one["outcome"] for one in found}["it"] for found in done]
    assert outcomes == ["proposed", "under review already"]
    # Neither makes live what one person wrote.
    assert [(one["number"], one["way"]) for one in history] == [(1, "first start")]


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("icon: it", "icon: rocket", "it.yaml, line 5: icon: there is no icon 'rocket'"),
        ("sources: [it]", "sources: [moon]", "sources.0: there is no source 'moon'"),
        ("audience: [employees]", "audience: [martians]", "there is no group 'martians'"),
        ("passages: 6", "template: other/9", "there is no prompt template 'other/9'"),
        ("passages: 6", "role: oracle", "role: Input should be 'answer'"),
    ],
)
def test_files_that_name_what_is_not_there_are_refused_with_the_line(
    var: Path, tmp_path: Path, before: str, after: str, says: str
) -> None:
    file = tmp_path / "it.yaml"
    text = Path("assistants/profiles/it.yaml").read_text("utf-8")
    assert before in text
    file.write_text(text.replace(before, after), "utf-8")

    for command in ("diff", "propose"):
        done = almanac(var, "profiles", command, str(tmp_path), status=1)

        assert says in done.stderr
        assert "line " in done.stderr
        assert done.stdout == ""


def test_a_token_names_the_author_of_a_proposal(var: Path, tmp_path: Path) -> None:
    file = tmp_path / "medical-information.yaml"
    text = Path("assistants/profiles/medical-information.yaml").read_text("utf-8")
    file.write_text(text.replace("passages: 8", "passages: 9"), "utf-8")
    token = almanac(var, "token", "dana@cryodyne.example").stdout.strip()
    stranger = almanac(var, "token", "ben@cryodyne.example").stdout.strip()

    refused = almanac(var, "profiles", "propose", str(tmp_path), "--token", stranger, status=1)
    done = almanac(var, "profiles", "propose", str(tmp_path), "--token", token, "--json")

    assert "Only an admin of the department" in refused.stderr
    (found,) = json.loads(done.stdout)
    assert (found["outcome"], found["author"]) == ("proposed", "dana@cryodyne.example")
