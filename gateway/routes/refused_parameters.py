"""What the server of a route will not be told: found out once, and remembered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import structlog

from gateway.calls import Message

if TYPE_CHECKING:
    from gateway.configuration.route import Route

log = structlog.get_logger(__name__)

# What an answer can do without. A guardrail, say, is not among them.
NAMES = ("stream_options", "max_completion_tokens", "max_tokens", "temperature", "top_p", "system")
LIMITS = frozenset({"max_completion_tokens", "max_tokens"})


class LeftOut:
    """What a route's requests go without: as its file says, and as its server has refused.

    ``system`` is the system message, whose text then opens the first message of the user.
    """

    def __init__(self, route: Route) -> None:
        self._route = route
        self._instead: dict[str, str | None] = dict.fromkeys(route.leave_out)

    @property
    def refused(self) -> tuple[str, ...]:
        """The names that the server has refused, and that the file could leave out."""
        return tuple(name for name in self._instead if name not in self._route.leave_out)

    def note(self, name: str, instead: str | None = None) -> bool:
        """Leave a name out from now on; false where it was left out already.

        ``instead`` is the name under which the server takes the same limit.
        """
        if name in self._instead:
            return False
        known = instead in LIMITS and name in LIMITS and instead not in self._instead
        self._instead[name] = instead if known else None
        remedy = "take it out of `parameters:`, or name it under `leave_out:`"
        log.warning(
            "gateway.parameter_left_out", route=self._route.name, parameter=name, remedy=remedy
        )
        return True

    def parameters(self) -> dict[str, object]:
        """The route's parameters, less what is left out."""
        kept: dict[str, object] = {}
        for name, value in self._route.parameters.items():
            taken: str | None = name
            while taken is not None and taken in self._instead:
                taken = self._instead[taken]
            if taken is not None:
                kept[taken] = value
        return kept

    def takes(self, name: str) -> bool:
        """Whether requests may hold this field."""
        return name not in self._instead

    @staticmethod
    def sent(body: Mapping[str, object], messages: Sequence[Message]) -> frozenset[str]:
        """The fields of a request that it could do without."""
        fields = {name for name in NAMES if name in body}
        if any(each.author == "system" for each in messages):
            fields.add("system")
        return frozenset(fields)

    def messages(self, messages: Sequence[Message]) -> Sequence[Message]:
        """The messages of a prompt, without one from the system where none is taken."""
        if self.takes("system"):
            return messages
        said = "\n\n".join(each.text for each in messages if each.author == "system")
        others = [each for each in messages if each.author != "system"]
        first = next((n for n, each in enumerate(others) if each.author == "user"), None)
        if not said or first is None:
            return others or messages
        others[first] = Message("user", f"{said}\n\n{others[first].text}")
        return others
