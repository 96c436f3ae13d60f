"""The doctor looks at the model that comes with the project."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from app.commands.doctor.checks import Finding, examine
from app.commands.errors import REMEDIED
from app.settings import Settings
from retrieval.embedding.shipped import DEFAULT, MODELS, ModelDamagedError, ModelMissingError


async def examined(folder: Path) -> Finding:
    settings = Settings(_env_file=None, var=folder / "var", demo=True)
    (found,) = [
        each for each in await examine(settings, offline=True) if each.part == "embedding model"
    ]
    return found


async def test_the_doctor_names_the_model(tmp_path: Path) -> None:
    found = await examined(tmp_path)

    assert found.ok
    assert found.message == f"{DEFAULT}@{MODELS[DEFAULT].digest}"


async def test_the_doctor_says_how_a_missing_model_comes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = dataclasses.replace(MODELS[DEFAULT], folder=tmp_path)
    monkeypatch.setitem(MODELS, DEFAULT, elsewhere)

    found = await examined(tmp_path)

    assert not found.ok
    assert "`make model`" in found.message


@pytest.mark.parametrize("error", [ModelMissingError, ModelDamagedError])
def test_a_command_shows_the_remedy_and_no_traceback(error: type[Exception]) -> None:
    assert issubclass(error, REMEDIED)
