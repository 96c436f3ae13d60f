"""Nothing in a folder of profiles is passed over in silence."""

from __future__ import annotations

from pathlib import Path

import pytest
import typer

from app.commands.governance.profile_files import files_in
from app.settings import ROOT

HR = ROOT / "assistants" / "profiles" / "hr.yaml"


@pytest.mark.parametrize("name", ["it.yml", "it.YAML", "it.yaml.txt", "inner/it.yaml", "it.json"])
def test_what_is_not_read_is_named(
    tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "hr.yaml").write_bytes(HR.read_bytes())
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_bytes(HR.read_bytes())

    files = files_in(tmp_path)

    assert [file.path.name for file in files] == ["hr.yaml"]
    told = capsys.readouterr().err
    assert f"{name.partition('/')[0]}" in told
    assert told.count("is not read") == 1


def test_of_a_folder_of_profiles_alone_nothing_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "hr.yaml").write_bytes(HR.read_bytes())
    (tmp_path / ".gitkeep").touch()

    files_in(tmp_path)

    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("name", ["", "hr.yml"])
def test_a_folder_without_a_profile_is_refused_with_status_2(tmp_path: Path, name: str) -> None:
    if name:
        (tmp_path / name).write_bytes(HR.read_bytes())

    with pytest.raises(typer.BadParameter, match="no profile file") as refused:
        files_in(tmp_path)

    assert refused.value.exit_code == 2
