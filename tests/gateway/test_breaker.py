from __future__ import annotations

from gateway.breaker import LONGEST_REST_S, Breaker


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def opened(clock: Clock) -> Breaker:
    breaker = Breaker(failures=3, rest_s=10, clock=clock)
    for _ in range(3):
        assert breaker.admits()
        breaker.failed()
    return breaker


def test_failures_in_a_row_open_the_circuit() -> None:
    assert not opened(Clock()).admits()


def test_a_success_between_failures_starts_the_count_again() -> None:
    breaker = Breaker(failures=2, clock=Clock())
    breaker.failed()
    breaker.succeeded()
    breaker.failed()

    assert breaker.admits()


def test_one_call_probes_after_the_rest_and_closes_the_circuit() -> None:
    clock = Clock()
    breaker = opened(clock)
    clock.now = 10

    assert [breaker.admits(), breaker.admits()] == [True, False]
    breaker.succeeded()
    assert breaker.admits()


def test_a_probe_that_fails_opens_the_circuit_for_another_rest() -> None:
    clock = Clock()
    breaker = opened(clock)
    clock.now = 10
    breaker.admits()
    breaker.failed()

    assert not breaker.admits()
    clock.now = 20
    assert breaker.admits()


def test_a_probe_whose_person_left_is_followed_by_another() -> None:
    clock = Clock()
    breaker = opened(clock)
    clock.now = 10
    breaker.admits()
    breaker.abandoned()

    assert breaker.admits()


def test_a_route_that_names_a_time_rests_as_long_within_bounds() -> None:
    clock = Clock()
    breaker = Breaker(failures=1, rest_s=10, clock=clock)
    breaker.failed(retry_after=100_000)

    clock.now = LONGEST_REST_S - 1
    assert not breaker.admits()
    clock.now = LONGEST_REST_S
    assert breaker.admits()
