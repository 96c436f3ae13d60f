"""The pages of the product, and which of them a person finds.

Every page shows them in the same order and with the same words, the chat too. A page that is only
for some is named here with their roles, and asks `Place.is_open_to` itself before it answers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.identity.people import Person, RoleName


@dataclass(frozen=True, slots=True)
class Place:
    """A page that can be gone to; ``roles`` is ``None`` where it is for everybody who signed in."""

    name: str
    path: str
    words: Mapping[str, str] = field(hash=False)
    roles: frozenset[RoleName] | None = None
    below: tuple[str, ...] | None = None

    def is_open_to(self, person: Person) -> bool:
        """Tell whether the page is there for somebody."""
        return self.roles is None or any(person.holds(role) for role in self.roles)

    def is_at(self, path: str) -> bool:
        """Tell whether an address is this page or lies below it.

        ``below`` names what lies below where other pages' addresses begin alike.
        """
        if path == self.path:
            return True
        roots = (self.path,) if self.below is None else self.below
        return any(path.startswith(root.rstrip("/") + "/") for root in roots)


@dataclass(frozen=True, slots=True)
class Link:
    """A page in the words of its reader.

    ``manages`` marks what is for some roles alone, ``here`` the page that is being looked at.
    ``waits`` is how much there waits for the reader, where that was counted.
    """

    name: str
    path: str
    label: str
    manages: bool
    here: bool
    waits: int = 0


def _for(*roles: RoleName) -> frozenset[RoleName]:
    return frozenset(roles)


SIGN_IN = Place("sign-in", "/sign-in", {"en": "Sign in", "de": "Anmelden", "fr": "Se connecter"})
CHAT = Place("chat", "/chat/", {"en": "Chat", "de": "Chat", "fr": "Chat"})
HELP = Place("help", "/help", {"en": "Help", "de": "Hilfe", "fr": "Aide"})
ACCOUNT = Place("account", "/account", {"en": "Account", "de": "Konto", "fr": "Compte"})
CONSOLE = Place(
    "assistants",
    "/admin",
    {"en": "Assistants", "de": "Assistenten", "fr": "Assistants"},
    _for(RoleName.DEPARTMENT_ADMIN, RoleName.DEPARTMENT_APPROVER, RoleName.COMPLIANCE_OFFICER),
    below=("/admin/assistants", "/admin/drafts", "/admin/reviews"),
)
CHECKS = Place(
    "checks",
    "/admin/checks",
    {"en": "Checks", "de": "Prüffälle", "fr": "Contrôles"},
    _for(RoleName.DEPARTMENT_ADMIN, RoleName.DEPARTMENT_APPROVER, RoleName.COMPLIANCE_OFFICER),
)
PEOPLE = Place(
    "people",
    "/admin/people",
    {"en": "People", "de": "Personen", "fr": "Personnes"},
    _for(RoleName.DEPARTMENT_ADMIN, RoleName.DEPARTMENT_APPROVER, RoleName.COMPLIANCE_OFFICER),
)
INBOX = Place(
    "inbox",
    "/admin/inbox",
    {"en": "Reactions", "de": "Reaktionen", "fr": "Réactions"},
    _for(RoleName.DEPARTMENT_ADMIN),
)
KNOWLEDGE = Place(
    "knowledge",
    "/admin/knowledge",
    {"en": "Knowledge", "de": "Wissen", "fr": "Connaissances"},
    _for(RoleName.DEPARTMENT_ADMIN, RoleName.COMPLIANCE_OFFICER, RoleName.PLATFORM_ADMIN),
)
SPENDING = Place(
    "spending",
    "/admin/spending",
    {"en": "Spending", "de": "Ausgaben", "fr": "Dépenses"},
    _for(RoleName.DEPARTMENT_ADMIN, RoleName.DATA_SCIENTIST, RoleName.PLATFORM_ADMIN),
)
AUDIT = Place(
    "audit",
    "/admin/audit",
    {"en": "Audit trail", "de": "Prüfprotokoll", "fr": "Journal d’audit"},
    _for(RoleName.COMPLIANCE_OFFICER),
)
NOTHING: Mapping[str, int] = {}
PLACES = (CHAT, HELP, ACCOUNT, CONSOLE, CHECKS, INBOX, KNOWLEDGE, SPENDING, PEOPLE, AUDIT)


def links_for(
    person: Person | None,
    language: str,
    *,
    here: str = "",
    waits: Mapping[str, int] = NOTHING,
) -> tuple[Link, ...]:
    """The pages that somebody finds, ``here`` being the path of the one that they look at.

    ``waits`` tells by their names how much waits for them there.

    Whoever is not signed in finds the sign-in and the help.
    """
    found = [place for place in PLACES if person is not None and place.is_open_to(person)]
    return tuple(
        Link(
            place.name,
            place.path,
            place.words.get(language, place.words["en"]),
            place.roles is not None,
            place.is_at(here),
            waits.get(place.name, 0),
        )
        for place in found or [SIGN_IN, HELP]
    )
