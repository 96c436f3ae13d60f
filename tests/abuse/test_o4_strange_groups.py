"""O4: groups that are missing, malformed or elsewhere give nothing; four hundred of them work."""

from __future__ import annotations

import httpx
import pytest

from tests.servers.company import Company

LOGIN = "olga@cryodyne.example"
MANY = [f"group-{number:03}-of-the-company-directory" for number in range(399)]


@pytest.mark.parametrize(
    "groups",
    [
        None,
        "medical-information",
        "employees medical-information",
        {"medical-information": True},
        [["employees"]],
        ["employees", 7],
        ["employees", ""],
        [],
    ],
    ids=str,
)
def test_groups_that_could_be_misread_give_no_access(
    company: Company, browser: httpx.Client, groups: object
) -> None:
    company.provider.set_account(LOGIN, groups=groups)

    page = company.enter(browser, LOGIN)

    assert browser.get("/api/v1/assistants").json() == []
    # Not an empty chat, but a page that says why and what to do.
    assert page.url.path == "/account"
    assert "None of your groups gives access to an assistant yet" in page.text


def test_a_link_in_place_of_the_groups_gives_no_access(
    company: Company, browser: httpx.Client
) -> None:
    company.provider.set_too_many_groups(LOGIN)

    page = company.enter(browser, LOGIN)

    assert browser.get("/api/v1/assistants").json() == []
    assert "in too many groups to name them all" in page.text
    assert "groups.overage" in company.product.log.read_text()


def test_four_hundred_groups_work(company: Company, browser: httpx.Client) -> None:
    company.provider.set_account(LOGIN, groups=[*MANY, "employees"])

    page = company.enter(browser, LOGIN)

    assert page.url.path == "/chat/"
    assert [entry["slug"] for entry in browser.get("/api/v1/assistants").json()] == ["hr", "it"]
    assert all(len(cookie) < 100 for cookie in browser.cookies.values() if cookie)
    assert browser.post("/sign-out").status_code == 303
