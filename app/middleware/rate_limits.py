"""How much one person or one address may ask for; counted by each process for itself."""

from __future__ import annotations

import ipaddress
import math
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager

from limits import RateLimitItemPerMinute
from limits.strategies import FixedWindowRateLimiter
from starlette.requests import HTTPConnection

from app.middleware.rate_windows import Windows

Clock = Callable[[], float]

ANSWERS_AT_ONCE = 20
# A browser asks one server for six things at once at most.
PAGES_AT_ONCE = 8
DOWNLOADS_AT_ONCE = 6
# Each reads through the lake, and may sort it in a temporary file.
EXPORTS_AT_ONCE = 2
SEARCHES_AT_ONCE = 8
SOCKETS_PER_PERSON = 20
CONNECTS_PER_MINUTE = 60
MESSAGES_PER_MINUTE = 3000
# So many bytes of one message count as another message.
MESSAGE_BYTES = 16_384
STRANGERS_PER_MINUTE = 600
FAILED_SIGN_INS_PER_MINUTE = 10
SIGN_INS_BEGUN_PER_MINUTE = 120
# A million letters are six million bytes where a client escapes each of them; so much is still
# read, to be refused in words. Beyond, the socket closes.
LARGEST_MESSAGE = 8_000_000
_ANSWER_S = 5
_PAGE_S = 5
_DOWNLOAD_S = 30
_SEARCH_S = 1


class TooManyRequestsError(RuntimeError):
    """Somebody asked for more than their share; ``retry_after_s`` are whole seconds."""

    def __init__(self, limit: str, retry_after_s: int) -> None:
        seconds = "1 second" if retry_after_s == 1 else f"{retry_after_s} seconds"
        super().__init__(f"{limit} Please try again in {seconds}.")
        self.retry_after_s = retry_after_s


class Places:
    """A few places for each person, which are taken and given back.

    ``sentence`` says that all are taken, ``retry_after_s`` when one may be free again.
    """

    def __init__(self, most: int, sentence: str, retry_after_s: int) -> None:
        self.most = most
        self._sentence = sentence.format(amount=most)
        self._retry_after_s = retry_after_s
        self._taken: Counter[str] = Counter()

    def check(self, person_id: str, *, exempt: bool = False) -> None:
        """Raise `TooManyRequestsError` where `take` would."""
        if not exempt and self._taken[person_id] >= self.most:
            raise TooManyRequestsError(self._sentence, self._retry_after_s)

    def take(self, person_id: str, *, exempt: bool = False) -> Callable[[], None]:
        """Take a place; give back how it is given back, which may be done twice.

        Raises `TooManyRequestsError`.
        """
        self.check(person_id, exempt=exempt)
        self._taken[person_id] += 1
        held = True

        def give_back() -> None:
            nonlocal held
            if held:
                held = False
                self._taken[person_id] -= 1
                if not self._taken[person_id]:
                    del self._taken[person_id]

        return give_back

    @contextmanager
    def taken(self, person_id: str, *, exempt: bool = False) -> Iterator[None]:
        """Hold a place for as long as the block lasts; raises `TooManyRequestsError`."""
        give_back = self.take(person_id, exempt=exempt)
        try:
            yield
        finally:
            give_back()


class Limits:
    """Counts, and refuses what goes beyond; every method raises `TooManyRequestsError`.

    ``exempt`` is for the installation's own commands. ``opening`` holds the places for pages of
    documents that are made ready, ``downloading`` those for files that are sent, ``exporting``
    those for exports, and ``searching`` those for searches without an answer.
    """

    def __init__(
        self,
        *,
        questions_per_minute: int = 120,
        requests_per_minute: int = 1200,
        clock: Clock = time.monotonic,
    ) -> None:
        self._writing = Places(
            ANSWERS_AT_ONCE,
            "{amount} of your questions are being answered, and more must wait.",
            _ANSWER_S,
        )
        self.opening = Places(
            PAGES_AT_ONCE, "{amount} pages are made ready for you, and more must wait.", _PAGE_S
        )
        self.downloading = Places(
            DOWNLOADS_AT_ONCE, "{amount} files are sent to you, and more must wait.", _DOWNLOAD_S
        )
        self.exporting = Places(
            EXPORTS_AT_ONCE, "{amount} exports are made for you, and more must wait.", _DOWNLOAD_S
        )
        self.searching = Places(
            SEARCHES_AT_ONCE, "{amount} searches of yours are running; more must wait.", _SEARCH_S
        )

        def rule(amount: int, sentence: str) -> _Rule:
            return _Rule(amount, sentence.format(amount=f"{amount:,}"), clock)

        self._questions = rule(questions_per_minute, "You may ask {amount} questions a minute.")
        self._requests = rule(requests_per_minute, "You may send {amount} requests a minute.")
        self._connects = rule(CONNECTS_PER_MINUTE, "You may open {amount} windows a minute.")
        self._messages = rule(
            MESSAGES_PER_MINUTE, "This window has sent more in a minute than a person could."
        )
        self._strangers = rule(
            STRANGERS_PER_MINUTE,
            "One address may send {amount} requests a minute without a valid sign-in.",
        )
        self._failures = rule(
            FAILED_SIGN_INS_PER_MINUTE,
            "{amount} sign-ins in a minute have failed from this address.",
        )
        self._begun = rule(
            SIGN_INS_BEGUN_PER_MINUTE, "One address may begin {amount} sign-ins a minute."
        )

    def question(self, person_id: str, *, exempt: bool = False) -> None:
        """Count a question, wherever it was asked."""
        self._count(self._questions, person_id, exempt=exempt)

    def may_write(self, person_id: str, *, exempt: bool = False) -> None:
        """Refuse where so many answers are being written that `writing` would refuse as well."""
        self._writing.check(person_id, exempt=exempt)

    @asynccontextmanager
    async def writing(self, person_id: str, *, exempt: bool = False) -> AsyncIterator[None]:
        """Hold one of the places for answers that are written at the same time."""
        with self._writing.taken(person_id, exempt=exempt):
            yield

    def request(self, key: str, *, exempt: bool = False) -> None:
        """Count a request to the API by the person or the machine client ``key``."""
        self._count(self._requests, key, exempt=exempt)

    def stranger(self, address: str) -> None:
        """Count a request to the API that carries no valid credential."""
        self._count(self._strangers, address)

    def connect(self, person_id: str) -> None:
        """Count a window that connects to the chat."""
        self._count(self._connects, person_id)

    def message(self, socket: str, size: int) -> None:
        """Count whatever one socket sends; a message of ``size`` bytes counts by its size."""
        self._count(self._messages, socket, cost=1 + size // MESSAGE_BYTES)

    def sign_in_begun(self, address: str) -> None:
        """Count somebody on the way to the company's sign-in."""
        self._count(self._begun, address)

    def may_sign_in(self, address: str) -> None:
        """Refuse an address from which too many sign-ins have just failed."""
        self._failures.check(address)

    def sign_in_failed(self, address: str) -> None:
        """Count a failed sign-in; it is `may_sign_in` that refuses the next."""
        self._failures.hit(address)

    def _count(self, rule: _Rule, key: str, *, exempt: bool = False, cost: int = 1) -> None:
        if not exempt and not rule.hit(key, cost):
            rule.refuse(key)


class _Rule:
    """One limit a minute, and the sentence that tells of it."""

    def __init__(self, amount: int, sentence: str, clock: Clock) -> None:
        self._item = RateLimitItemPerMinute(amount)
        self._sentence = sentence
        self._clock = clock
        self._limiter = FixedWindowRateLimiter(Windows(clock))

    def hit(self, key: str, cost: int = 1) -> bool:
        """Count; tell whether it was within the limit."""
        return self._limiter.hit(self._item, key, cost=cost)

    def check(self, key: str) -> None:
        """Refuse if nothing is left, without counting."""
        if not self._limiter.test(self._item, key):
            self.refuse(key)

    def refuse(self, key: str) -> None:
        """Say what the limit is, and when the minute is over."""
        ends = self._limiter.get_window_stats(self._item, key).reset_time
        raise TooManyRequestsError(self._sentence, max(1, math.ceil(ends - self._clock())))


def address_of(connection: HTTPConnection) -> str:
    """Where a request comes from, as one key for all that one household may choose from."""
    host = connection.client.host if connection.client else ""
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return host[:64]
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)
