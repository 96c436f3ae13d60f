from __future__ import annotations

from gateway.resilience.breaker import LONGEST_REST_S, Admission, Breaker


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def let_in(breaker: Breaker) -> Admission:
    admission = breaker.admit()
    assert admission is not None
    return admission


def opened(clock: Clock) -> Breaker:
    breaker = Breaker(failures=3, rest_s=10, clock=clock)
    for _ in range(3):
        let_in(breaker).failed()
    return breaker


def test_failures_in_a_row_open_the_circuit() -> None:
    breaker = opened(Clock())

    assert breaker.admit() is None
    assert breaker.state == "open"


def test_a_success_between_failures_starts_the_count_again() -> None:
    breaker = Breaker(failures=2, clock=Clock())
    let_in(breaker).failed()
    let_in(breaker).succeeded()
    let_in(breaker).failed()

    assert breaker.state == "closed"


def test_one_call_probes_after_the_rest_and_closes_the_circuit() -> None:
    clock = Clock()
    breaker = opened(clock)
    clock.now = 10
    probe = let_in(breaker)

    assert breaker.admit() is None
    probe.succeeded()
    assert breaker.state == "closed"


def test_a_probe_that_fails_opens_the_circuit_for_another_rest() -> None:
    clock = Clock()
    breaker = opened(clock)
    clock.now = 10
    let_in(breaker).failed()

    assert breaker.admit() is None
    clock.now = 20
    assert breaker.admits


def test_a_probe_whose_person_left_is_followed_by_another() -> None:
    clock = Clock()
    breaker = opened(clock)
    clock.now = 10
    let_in(breaker).abandoned()

    assert breaker.admits


def test_an_older_call_that_ends_meanwhile_lets_no_second_probe_in() -> None:
    clock = Clock()
    breaker = Breaker(failures=3, rest_s=10, clock=clock)
    older = [let_in(breaker) for _ in range(5)]
    for admission in older[:3]:
        admission.failed()
    clock.now = 10
    let_in(breaker)

    older[3].abandoned()
    assert breaker.admit() is None
    older[4].failed()
    assert breaker.admit() is None


def test_a_call_that_goes_on_in_spite_of_the_rest_closes_the_circuit_when_it_succeeds() -> None:
    breaker = opened(Clock())

    breaker.insist().succeeded()
    assert breaker.state == "closed"


def test_how_a_call_ended_counts_once() -> None:
    breaker = Breaker(failures=2, clock=Clock())
    admission = let_in(breaker)
    admission.failed()
    admission.failed()
    admission.abandoned()

    assert breaker.state == "closed"


def test_a_route_that_names_a_time_rests_as_long_within_bounds() -> None:
    clock = Clock()
    breaker = Breaker(failures=1, rest_s=10, clock=clock)
    let_in(breaker).failed(retry_after=100_000)

    clock.now = LONGEST_REST_S - 1
    assert not breaker.admits
    clock.now = LONGEST_REST_S
    assert breaker.admits


def test_a_route_that_names_a_long_time_is_left_alone_at_its_first_failure() -> None:
    clock = Clock()
    breaker = Breaker(failures=5, rest_s=10, patience_s=3, clock=clock)
    let_in(breaker).failed(retry_after=2)
    assert breaker.admits
    let_in(breaker).failed(retry_after=30)

    clock.now = 29
    assert not breaker.admits
    clock.now = 30
    let_in(breaker).failed()
    assert not breaker.admits, "a probe that fails is followed by a rest"
