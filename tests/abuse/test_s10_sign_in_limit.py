"""S10: whoever guesses at the sign-in is stopped after ten, and nobody else is."""

from __future__ import annotations

import httpx
import pytest

from app.middleware.rate_limits import FAILED_SIGN_INS_PER_MINUTE
from tests.abuse.serving import Open, Service

pytestmark = pytest.mark.asyncio(loop_scope="module")

IVY = "ivy@cryodyne.example"
GUESSER = "203.0.113.9"


async def sign_in(client: httpx.AsyncClient, email: str = IVY, **headers: str) -> httpx.Response:
    return await client.post(
        "/sign-in/demo",
        data={"email": email},
        headers={k.replace("_", "-"): headers[k] for k in headers},
    )


async def guess(client: httpx.AsyncClient, times: int, **headers: str) -> list[int]:
    return [
        (await sign_in(client, f"guess-{n}@cryodyne.example", **headers)).status_code
        for n in range(times)
    ]


@pytest.fixture(autouse=True)
def _a_new_minute(service: Service) -> None:
    """Let nobody count what they tried in the test before."""
    service.clock.now += 120


async def test_s10_of_a_hundred_wrong_guesses_ten_are_looked_at(service: Service) -> None:
    guesser = await service.visitor(address=GUESSER)

    statuses = await guess(guesser, 100)

    assert statuses == [401] * FAILED_SIGN_INS_PER_MINUTE + [429] * 90


async def test_s10_a_right_guess_comes_too_late_until_the_minute_is_over(service: Service) -> None:
    guesser = await service.visitor(address=GUESSER)
    await guess(guesser, FAILED_SIGN_INS_PER_MINUTE)

    refused = await sign_in(guesser)
    service.clock.now += int(refused.headers["retry-after"])
    later = await sign_in(guesser)

    assert refused.status_code == 429
    # It is a page for people, with the same words as the API has for programs.
    assert "try again in 60 seconds" in refused.text
    assert "set-cookie" not in refused.headers
    assert later.status_code == 303


async def test_s10_others_sign_in_meanwhile(service: Service) -> None:
    await guess(await service.visitor(address=GUESSER), 20)

    assert (await sign_in(await service.visitor(address="203.0.113.10"))).status_code == 303


async def test_s10_neither_page_loads_nor_sign_ins_count(service: Service) -> None:
    office = await service.visitor(address=GUESSER)
    for _ in range(40):
        assert (await office.get("/sign-in")).status_code == 200
        assert (await sign_in(await service.visitor(address=GUESSER))).status_code == 303

    assert await guess(office, 11) == [401] * 10 + [429]


async def test_s10_an_address_that_the_guesser_makes_up_is_not_believed(service: Service) -> None:
    guesser = await service.visitor(address=GUESSER)

    statuses = [(await guess(guesser, 1, x_forwarded_for=f"198.51.100.{n}"))[0] for n in range(11)]

    assert statuses == [401] * 10 + [429]


async def test_s10_behind_our_own_proxy_each_client_has_an_address_of_its_own(
    opened: Open,
) -> None:
    service = await opened(trusted_proxies="10.0.0.0/16")
    proxy = await service.visitor(address="10.0.3.7")
    await guess(proxy, 11, x_forwarded_for=GUESSER)

    # The last entry is the proxy's own; what stands before it the client has written.
    forged = await guess(proxy, 1, x_forwarded_for=f"198.51.100.1, {GUESSER}")
    other = await sign_in(proxy, x_forwarded_for=f"{GUESSER}, 198.51.100.2")

    assert forged == [429]
    assert other.status_code == 303


@pytest.mark.parametrize("other", ["2001:db8:1:2::1", "2001:db8:1:2:ffff::9"])
async def test_s10_all_addresses_of_one_household_count_as_one(
    service: Service, other: str
) -> None:
    await guess(await service.visitor(address="2001:db8:1:2:3:4:5:6"), 10)

    assert await guess(await service.visitor(address=other), 1) == [429]
