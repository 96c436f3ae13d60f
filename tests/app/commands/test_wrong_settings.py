"""What a command says of settings that it cannot use."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from app.commands.main import told
from app.settings import Settings


@pytest.mark.parametrize(
    ("name", "value"),
    [("lake_url", "s3:bucket"), ("office_program", "/no/such"), ("public_url", "nothing")],
)
def test_a_setting_is_named_once_and_first(name: str, value: str) -> None:
    with pytest.raises(ValidationError) as refused:
        Settings(**{name: value})  # type: ignore[arg-type]

    (said,) = map(told, refused.value.errors())

    assert said.startswith(f"ALMANAC_{name.upper()}")
    assert said.count(f"ALMANAC_{name.upper()}") == 1
