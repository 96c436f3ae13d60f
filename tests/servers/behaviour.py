"""How the model servers behave: steadily, as a writer, or with one of the faults.

A model's name chooses, with settings after a colon: ``steady:tokens=200,interval=5,first=20``,
``writer:interval=20``, ``inventor:seed=7``, ``cut:after=3``. Intervals are milliseconds. A fault
that somebody chose while the server runs (`Chosen`) goes before every name.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

MINUTE_S = 60.0
# Statuses that a server answers in place of an answer.
STATUSES = {"throttled": 429, "broken": 500, "refused": 400, "unauthorised": 401, "unknown": 404}
FAULTS = {
    "throttled": "429, and when to come back",
    "broken": "500",
    "refused": "400: this request is not valid",
    "unauthorised": "401: the key is wrong",
    "unknown": "404: there is no such model",
    "hang": "accepts, and never answers",
    "stall": "hangs after some tokens",
    "drip": "one token a minute",
    "cut": "closes the connection after some tokens",
    "malformed": "an event that cannot be read after some tokens",
    "error_event": "an error in mid-stream, as gateways report it",
    "empty": "ends without a token",
    "refusal": "the model itself refuses",
    "filtered": "a content filter withholds the answer",
    "huge": "half a million characters",
    "thinks": "thinks aloud between marks before it answers",
    "thinks_unmarked": "thinks aloud, and marks only the end of its thoughts",
    "thinks_on": "thinks aloud and does not end",
    "ends_each": "says with every piece that it was the last",
    "flat_error": "an error in mid-stream that is not called one",
    "aborted": "ends after some tokens, with a reason of its own",
    "window_full": "ends after some tokens, since its context is full",
    "too_long": "400: the prompt is too long",
    "wrong_key": "400: the key is wrong",
    "wrong_model": "400: there is no such model",
    "picky": "refuses one field of a request after the other, and then answers",
    "no_usage": "answers, and does not say how many tokens it took",
    "wrong_usage": "answers, and counts tokens that cannot be",
}
# Of models that embed; to whoever wants an answer they are no fault.
OF_VECTORS = {
    "wrong_count": "vectors: one less than there are texts",
    "short_vector": "vectors: one is too short",
    "not_a_number": "vectors: one holds what is not a number",
    "no_direction": "vectors: one is all zeros",
    "wrong_order": "vectors: their numbers are not those of the texts",
}
EVERY = FAULTS | OF_VECTORS
BREAKS = frozenset(
    {"stall", "cut", "malformed", "error_event", "flat_error", "aborted", "window_full"}
)
# How an answer ends, where the reason is the fault.
REASONS = {"aborted": "abort", "window_full": "model_context_window_exceeded"}
SECRET = ["The person ", "wants a short answer. ", "Secret plan."]
THOUGHTS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "thinks": (("<thi", "nk>\n"), ("</th", "ink>", "\n\n")),
    "thinks_unmarked": ((), ("</th", "ink>", "\n\n")),
    "thinks_on": (("<thi", "nk>\n"), ()),
}
_HUGE = [" and so on" * 120] * 420


@dataclass(frozen=True, slots=True)
class Behaviour:
    """How one request is answered; times in seconds.

    ``after`` counts the tokens before the fault; ``writes`` composes an answer from the passages,
    ``invents`` puts lies into them, the same for the same ``seed``.
    """

    fault: str = ""
    tokens: int = 24
    interval: float = 0.0
    first: float = 0.0
    after: int = 3
    writes: bool = False
    invents: bool = False
    seed: int = 1

    @classmethod
    def named(cls, model: str) -> Behaviour:
        """Read the behaviour off a model's name; an unknown name answers steadily."""
        name, _, settings = model.partition(":")
        values = dict(pair.split("=", 1) for pair in settings.split(",") if "=" in pair)
        interval = float(values.get("interval", 0)) / 1000
        return cls(
            name if name in EVERY else "",
            tokens=int(values.get("tokens", 24)),
            interval=interval or (MINUTE_S if name == "drip" else 0.0),
            first=float(values.get("first", 0)) / 1000,
            after=int(values.get("after", 3)),
            writes=name == "writer",
            invents=name == "inventor",
            seed=int(values.get("seed", 1)),
        )

    def pieces(self, texts: list[str]) -> list[str]:
        """What there is to say, where the fault is in how much there is."""
        if self.fault in ("empty", "refusal", "filtered"):
            return []
        before, after = THOUGHTS.get(self.fault, ((), ()))
        if before or after:
            rest = [] if self.fault == "thinks_on" else texts
            return [*before, *SECRET, *after, *rest]
        return _HUGE if self.fault == "huge" else texts


@dataclass(slots=True)
class Chosen:
    """The fault that somebody chose while the server runs, for all models or for some requests.

    ``left`` is how many requests it still holds for; ``None`` is until another is chosen.
    """

    fault: str = ""
    after: int = 12
    left: int | None = None

    def choose(self, fault: str, *, after: int = 12, times: int | None = None) -> None:
        """Choose a fault, or none with an empty name; raises ``ValueError`` for an unknown one."""
        if fault and fault not in EVERY:
            raise ValueError(f"There is no fault {fault!r}. There are: {', '.join(EVERY)}.")
        self.fault, self.after, self.left = fault, after, times

    def behaviour(self, model: str) -> Behaviour:
        """How the next request is answered."""
        named = Behaviour.named(model)
        if not self.fault:
            return named
        chosen = Behaviour.named(self.fault)
        if self.left is not None:
            self.left -= 1
            if self.left <= 0:
                self.fault, self.left = "", None
        return replace(
            named,
            fault=chosen.fault,
            after=self.after,
            interval=chosen.interval or named.interval,
        )
