"""What was written down in English, for a reader of another language.

Parsers, ingestion and the trail write their reasons into records, ledgers and errors that programs
and the command line read too. The pages say them in the language of whoever reads.
"""

from __future__ import annotations

from functools import lru_cache

from markupsafe import Markup, escape

from app.reasons.asking import ASKING
from app.reasons.emptiness import EMPTINESS
from app.reasons.files import FILES
from app.reasons.kinds import KINDS
from app.reasons.matching import Catalogue
from app.reasons.places import PLACES
from app.reasons.reading import READING
from app.reasons.recognition import RECOGNITION
from app.reasons.remarks import REMARKS
from app.reasons.sources import SOURCES
from app.reasons.trail import TRAIL
from app.reasons.unread_parts import UNREAD_PARTS
from assistants.translations import Sentence

# What is special stands before what is general: "not a PDF" before "not a {name} file".
CATALOGUE = Catalogue(
    (
        *FILES,
        *READING,
        *KINDS,
        *EMPTINESS,
        *REMARKS,
        *RECOGNITION,
        *UNREAD_PARTS,
        *SOURCES,
        *PLACES,
        *ASKING,
        *TRAIL,
    )
)


def sentence_of(text: str) -> Sentence:
    """A reason in all languages; in English where there are no words for it."""
    en, de, fr = (_braced(translated(text, one) or text) for one in ("en", "de", "fr"))
    return Sentence(en=en, de=de, fr=fr)


def _braced(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")


@lru_cache(maxsize=2_000)
def translated(text: str, language: str) -> str | None:
    """A reason in ``language``; ``None`` where there are no words for it."""
    return text if language == "en" else CATALOGUE.say(text, language)


def spoken(text: str, language: str) -> Markup:
    """A reason as part of a page in ``language``; marked as English where it stays so."""
    said = translated(text, language)
    return escape(said) if said is not None else Markup('<span lang="en">{}</span>').format(text)
