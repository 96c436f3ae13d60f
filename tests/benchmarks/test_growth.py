"""How fast something grows is told as the exponent of its size."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.benchmarks.growth.copying import copy
from tests.benchmarks.growth.exponents import exponent, last_exponent

SIZES = (10, 100, 1_000)


@pytest.mark.parametrize("power", [0.0, 0.5, 1.0, 2.0])
def test_the_power_of_a_cost_is_its_exponent(power: float) -> None:
    assert exponent(SIZES, [3 * size**power for size in SIZES]) == pytest.approx(power)


def test_what_is_constant_hides_growth_from_all_but_the_last_exponent() -> None:
    costs = [1_000 + size**2 for size in SIZES]

    assert exponent(SIZES, costs) < 1.6
    assert last_exponent(SIZES, costs) == pytest.approx(1.96, abs=0.01)


def test_copies_of_a_row_differ_where_they_are_told_to(tmp_path: Path) -> None:
    database = tmp_path / "some.db"
    with closing(sqlite3.connect(database)) as connection:
        connection.execute('CREATE TABLE things (id TEXT PRIMARY KEY, "groups" TEXT)')
        connection.execute("INSERT INTO things VALUES ('first', 'staff')")
        connection.commit()

        copy(database, "things", "id = 'first'", 3, 6, {"id": "'copy-' || n.i"})

        rows = connection.execute("SELECT * FROM things ORDER BY id").fetchall()
    assert rows == [*((f"copy-{number}", "staff") for number in (3, 4, 5)), ("first", "staff")]
