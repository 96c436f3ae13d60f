"""Spending over HTTP: to the roles it belongs to, exactly, and with what is unknown left open."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import structlog

from app.commands.doctor.checks import examine
from app.spending.accounts import COMPANY
from app.wiring import Parts
from gateway.configuration.gateway_file import read_routes
from tests.app.api.conftest import Enter, settings_for
from tests.app.api.test_auditing import MEDICAL, last
from tests.app.api.test_records import ALICE, BEN, DANA, FATIMA, GRACE, HUGO
from tests.app.pages.test_spending import BUDGETS, spend

PATH = "/api/v1/spending"


@pytest.mark.parametrize("email", [ALICE, BEN, GRACE])
async def test_others_may_not_read_it(enter: Enter, parts: Parts, email: str) -> None:
    reply = await enter(email).get(PATH)

    assert reply.status_code == 403
    assert (await last(parts, "access.denied")).target == "spending"


async def test_nobody_is_asked_to_sign_in(enter: Enter) -> None:
    assert (await enter("").get(PATH)).status_code == 401


async def test_amounts_are_exact_and_unknown_prices_null(enter: Enter, parts: Parts) -> None:
    await parts.budgets.note_budgets(BUDGETS)
    await spend(parts, "0.00000005625")
    first = (await enter(DANA).get(PATH)).json()["days"][0]
    await spend(parts, "0.1")
    await spend(parts, None)

    found = (await enter(DANA).get(PATH)).json()

    unknown, known = found["days"]
    assert first["price"] == "0.00000005625"
    assert (known["price"], known["currency"], known["calls"]) == ("0.10000005625", "USD", 2)
    assert (unknown["price"], unknown["currency"], unknown["unpriced"]) == (None, None, 1)
    (budget,) = found["budgets"]
    assert (budget["department"], budget["amount"], budget["spent"]) == (
        MEDICAL,
        "50",
        "0.10000005625",
    )
    assert (budget["warn_at"], budget["at_limit"], budget["notices"]) == (80, "cheaper", [])


async def test_everybody_reads_the_departments_of_their_roles(enter: Enter, parts: Parts) -> None:
    for department in (MEDICAL, "regulatory", "hr"):
        await spend(parts, "1", department)

    async def read(email: str, **query: str) -> set[str]:
        days = (await enter(email).get(PATH, params=query)).json()["days"]
        return {day["department"] for day in days}

    assert await read(DANA) == {MEDICAL}
    assert await read(FATIMA) == {MEDICAL, "regulatory"}
    assert await read(FATIMA, department="regulatory") == {"regulatory"}
    assert await read(HUGO) == {MEDICAL, "regulatory", "hr"}

    await spend(parts, "1", COMPANY)
    assert await read(HUGO) == {MEDICAL, "regulatory", "hr", COMPANY}
    assert await read(HUGO, department=COMPANY) == {COMPANY}
    assert await read(FATIMA) == {MEDICAL, "regulatory"}
    refused = await enter(FATIMA).get(PATH, params={"department": COMPANY})
    assert refused.status_code == 404


async def test_a_department_of_others_is_not_there(enter: Enter, parts: Parts) -> None:
    foreign = await enter(DANA).get(PATH, params={"department": "hr"})
    entry = await last(parts, "access.denied")
    missing = await enter(DANA).get(PATH, params={"department": "nowhere"})

    assert (foreign.status_code, missing.status_code) == (404, 404)
    assert foreign.json() == missing.json()
    assert (entry.target, entry.department) == ("spending", "hr")


async def test_a_period_has_both_its_days(enter: Enter, parts: Parts) -> None:
    now = datetime.now(UTC)
    for back in (0, 40, 80):
        await spend(parts, "1", at=now - timedelta(days=back))
    first, last_day = (f"{(now - timedelta(days=back)).date()}" for back in (80, 40))

    reply = await enter(DANA).get(PATH, params={"since": first, "until": last_day})

    assert [day["day"] for day in reply.json()["days"]] == [first, last_day]


@pytest.mark.parametrize(
    "query",
    [
        {"since": "2026-02-01", "until": "2026-01-31"},
        {"since": "2020-01-01", "until": "2026-01-01"},
        {"since": "9999-12-31", "until": "9999-12-31"},
        {"since": "yesterday"},
    ],
)
async def test_a_period_that_makes_no_sense_is_refused(enter: Enter, query: dict[str, str]) -> None:
    assert (await enter(DANA).get(PATH, params=query)).status_code == 422


async def test_a_budget_of_a_misspelt_department_is_told_at_start_and_by_the_doctor(
    parts: Parts, tmp_path: Path
) -> None:
    file = tmp_path / "gateway.yaml"
    content = "routes: {quotes: {kind: extractive}, spare: {kind: extractive}}\n"
    content += f"roles: {{answer: [quotes]}}\nbudgets:\n  {MEDICAL}: {{amount: 1, currency: USD}}\n"
    file.write_text(content + "  medical-informatoin: {amount: 1, currency: USD}\n", "utf-8")

    with structlog.testing.capture_logs() as logs:
        await replace(parts, routes=read_routes(file, {})).prepare()
    settings = parts.settings.model_copy(update={"gateway_file": file})
    found = {each.part: each for each in await examine(settings, offline=True)}

    (unknown,) = [each for each in logs if each["event"] == "budget.department_unknown"]
    assert (unknown["log_level"], unknown["department"]) == ("warning", "medical-informatoin")
    assert MEDICAL in unknown["remedy"]
    assert [each["route"] for each in logs if each["event"] == "gateway.route_unused"] == ["spare"]
    assert not found["budget medical-informatoin"].ok
    assert found["budget medical-informatoin"].message == unknown["remedy"]
    assert f"budget {MEDICAL}" not in found
    assert "no role uses it" in found["route spare"].message


async def test_before_the_first_start_the_doctor_knows_the_departments_of_the_profiles(
    tmp_path: Path,
) -> None:
    file = tmp_path / "gateway.yaml"
    content = "routes: {quotes: {kind: extractive}}\nroles: {answer: [quotes]}\n"
    file.write_text(f"{content}budgets: {{{MEDICAL}: {{amount: 1, currency: USD}}}}\n", "utf-8")
    settings = settings_for(tmp_path / "var").model_copy(update={"gateway_file": file})

    found = {each.part for each in await examine(settings, offline=True)}

    assert "gateway" in found
    assert f"budget {MEDICAL}" not in found
