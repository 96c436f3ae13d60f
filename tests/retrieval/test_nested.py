"""A folder that says for itself who reads it is not read by the rights of the source around it."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.commands.doctor.checks import find_nested
from app.records.database.engine import open_engine, open_sessions
from app.records.documents.catalogue import SqlCatalogue
from retrieval.sources.description import SourceDescriptionError
from retrieval.sources.nested import without_nested
from retrieval.sources.source_folder import Entry
from retrieval.sources.surveying import survey
from retrieval.sources.written_folder import WrittenFolder
from tests.retrieval.company import Company

_RECALLS = "source: recalls\ndepartment: quality\nowner: qa@cryodyne.example\ngroups: [board]\n"
RECALLED = "Who announces a recall? WHISKEY-77"


def left(*paths: str, elsewhere: tuple[str, ...] = ()) -> dict[str, str]:
    entries = [Entry(path) for path in sorted(paths)]
    return {entry.path: entry.problem for entry in without_nested(entries, elsewhere)}


@pytest.mark.parametrize(
    "name",
    [
        "source.yaml",
        "Source.yaml",
        "source.yml",
        "source.YAML",
        "SOURCE.YML",
        "source.yaml.txt",
        "source.yaml ",
        "ｓource.yaml",
        "source\u200b.yaml",
        "source.yaml/readme.md",
    ],
)
def test_of_a_folder_with_a_description_only_that_is_left_with_its_problem(name: str) -> None:
    found = left("a.md", f"nested/{name}", "nested/n.md", "nested/deeper/m.md", "nested.md")

    assert found.pop(f"nested/{name}").startswith("A source within a source is not read")
    assert found == {"a.md": "", "nested.md": ""}


def test_files_with_other_names_close_nothing() -> None:
    paths = ("data/source.md", "data/sources.yaml", "source.yaml.md", "my-source.yaml")

    assert left(*paths) == dict.fromkeys(paths, "")


def test_of_descriptions_below_each_other_the_outermost_is_told() -> None:
    assert [*left("a/source.yaml", "a/b/source.yaml", "a/b/x.md")] == ["a/source.yaml"]


@pytest.mark.parametrize("name", ["source.yml", "Source.yaml"])
def test_a_second_description_at_the_root_closes_the_source(name: str) -> None:
    with pytest.raises(SourceDescriptionError, match="lies beside it"):
        left("a.md", name)


def test_a_folder_that_is_a_source_elsewhere_is_left_out_without_a_word() -> None:
    found = left("a.md", "nested/source.yaml", "nested/n.md", elsewhere=("nested",))

    assert found == {"a.md": ""}


async def test_what_was_read_of_a_folder_is_withdrawn_when_it_describes_itself(
    company: Company,
) -> None:
    await company.sync()
    assert "restricted/recalls.md" in await company.found(RECALLED, "staff")
    company.put("quality/restricted/source.yaml", "source: recalls\ngroups: [board]\n")

    ledger = await company.sync()

    for group in ("staff", "board"):
        assert "restricted/recalls.md" not in await company.found(RECALLED, group)
    lines = {line.path: (line.status, line.reason) for line in ledger.sources[0].documents}
    assert lines["restricted/recalls.md"][0] == "removed"
    status, reason = lines["restricted/source.yaml"]
    assert status == "quarantined"
    assert "'restricted'" in reason
    assert "ALMANAC_SOURCES" in reason
    assert ledger.reconciled


async def test_the_doctor_names_a_folder_that_describes_itself(company: Company) -> None:
    company.put("quality/restricted/source.yaml", _RECALLS)
    await company.sync()
    engine = open_engine(f"sqlite:///{company.folder.parent / 'var' / 'almanac.db'}")
    try:
        (found,) = await find_nested(SqlCatalogue(open_sessions(engine)))
    finally:
        await engine.dispose()

    assert (found.part, found.ok) == ("source quality", False)
    assert "'restricted'" in found.message


async def test_a_link_leads_into_no_folder_that_describes_itself(company: Company) -> None:
    company.put("quality/restricted/source.yml", "")
    alias = company.folder / "quality" / "alias.md"
    alias.symlink_to(company.folder / "quality" / "restricted" / "recalls.md")

    await company.sync()

    assert "alias.md" not in await company.found(RECALLED, "staff")


async def test_a_source_within_a_source_is_one_where_it_is_named(company: Company) -> None:
    company.put("quality/restricted/source.yaml", _RECALLS)

    found = await survey([str(company.folder), str(company.folder / "quality" / "restricted")], {})

    paths = {name: [entry.path for entry in one.entries] for name, one in found.listed.items()}
    assert paths == {"quality": ["deviations.md"], "recalls": ["recalls.md"]}


def test_nothing_is_put_into_a_folder_that_describes_itself(tmp_path: Path) -> None:
    (tmp_path / "nested" / "deeper").mkdir(parents=True)
    (tmp_path / "nested" / "Source.yml").write_text("")

    problem = WrittenFolder(tmp_path).problem_at("nested/deeper/a.md")

    assert problem.startswith("That folder says for itself who reads it")


def test_no_description_is_put_anywhere(tmp_path: Path) -> None:
    assert WrittenFolder(tmp_path).problem_at("nested/source.yml").startswith("source.yaml says")
