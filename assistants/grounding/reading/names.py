"""Names, codes and addresses: the words of a sentence that nobody finds by chance."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from assistants.grounding.reading.heading_words import HEADING_WORDS
from assistants.grounding.reading.units import NUMBER_WORDS, UNITS
from assistants.grounding.reading.words import EMPTY, WORD

_ADDRESS = re.compile(
    r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|https?://\S+|\b(?:[\w-]+\.){1,4}[a-z]{2,6}\b/?\S*"
)
_TOKEN = re.compile(r"(?:#|\b)[^\W_][\w]*(?:[-./:#][\w]+)*")
_MEASURE = re.compile(r"^[-+]?\d+(?:[.,:/x]\d+)*(?:-?([^\W\d_]+|[%°]\w?))?(?:-[^\W\d_]+)*$")
_ORDINAL = frozenset("st nd rd th er re e ème º ª te ten ter tes s x".split())
_CODE = re.compile(r"^(?=.*\d)(?=.*[^\W\d_])[\w#./:-]+$")
_ROMAN = re.compile(r"^[IVX]+$")
_APART = re.compile(r"[^a-z0-9]+")
_MOST_PARTS = 5
_OPENS = re.compile(r"(?:^|[.!?:;]\s+|\n|[\"“„«(\[]\s*|[-•|]\s+)$")
# Endings of common words that may stand first, or, in German, anywhere, in capitals.
_COMMON_EN = re.compile(
    r"(?:ing|ions?|ments?|ness|it(?:y|ies)|ly|ance|ences?|ed|ous|ive|able|ible|ally|ships?|isms?|"
    r"ures?|ages?|ees|ers|ors|ists|ants|ents|als|ics|ises?|izes?|ify|less|ful|ward|wise|times?)$"
)
_COMMON_DE = re.compile(
    r"(?:ung|ungen|heit|heiten|keit|keiten|schaft|schaften|tion|tionen|tät|täten|nis|nisse|tum|"
    r"ling|linge|chen|ismus|ment|mente|er|ern|en|el|eln|zeit|zeiten|tag|tage|tagen|stelle|plan|"
    r"fall|frist|grund|recht|dienst|mittel|wert|werk|stoff|form|art|zahl|liste|nummer|raum)$"
)
_COMPOUND = 12
# Behind the first word of a sentence, this makes a verb of it: "File your claim".
_TO_DO = re.compile(
    r"\s+(?:the|your|an?|any|all|it|its|this|that|these|those|their|them|his|her|our|each|every|only|"
    r"about|from|up|out|off|with|for|die|den|das|der|sie|ihre[nrsm]?|ihr|eine?[nrsm]?|le|la|les|votre|vos|"
    r"el|los|las|su|sus)\b"
)
_LED_DE = re.compile(
    r"(?:\b(?:der|die|das|den|dem|des|ein|eine[mnrs]?|keine?[mnrs]?|im|am|zum|zur|vom|beim|ins|ans|"
    r"jede[mnrs]?|alle[nrs]?|diese[mnrs]?|ihre?[mnrs]?|seine?[mnrs]?|ohne|durch|"
    r"pro|als|per|mehr|keine|viele[nr]?|einige[nr]?)|"
    r"\w{3,}(?:e|en|er|es|em)|\d+)\s+$",
    re.IGNORECASE,
)
_TITLED = re.compile(r"(?:\b(?:Dr|Prof|Mr|Mrs|Ms|Herr|Frau|Herrn|Mme|M|Sr|Sra|Don|Doña)\.?\s+)$")
_TITLES = frozenset("dr prof mr mrs ms herr herrn frau mme sr sra doña".split())
_NO_NAMES = _TITLES | HEADING_WORDS
# Common words with which sentences of this kind begin, beside the small words of a language.
_BEGIN = frozenset(
    """however therefore thus hence moreover furthermore meanwhile finally briefly overall indeed
    afterwards besides nevertheless nonetheless similarly likewise accordingly specifically
    hello hi hey dear sure certainly absolutely thanks welcome sorry great bonjour merci hola
    gracias hallo danke whoever external snapshots wer nur höchstens mindestens maximal wenigstens
    important access additional allow always annual anyone anything applicant
    applicants approach approval approvals ask because begin bring call cases check children
    choose claim claims clinicians close colleague colleagues common company complete conditions
    confirm consider contact
    contractor contractors continue copies copy customers daily data deadline deadlines delete
    discard discuss doctor doctors documents dose doses email emails employee employees enter error
    errors everybody everyone exceptions fill final first follow forms full further general give
    go good guests half health healthcare help hold important inform instead internal it items
    keep key laptop laptops last late later leave let log long lost main manager managers managing
    medical medicine member members method methods missed monthly new next nobody none normal note
    nothing now nurse nurses offer office ok only open otherwise parent parents partners passwords
    pay people person personal phone phones physician physicians please possible prefilled
    previous product products questions quick read record records regular remote remove report
    reports requests return review rooms rule rules safe second send set short show sign simply
    skip small some someone special staff start step steps stop storage store stored submit such
    supervisor supplier suppliers system systems talk team teams tell temporary third this three
    throw today together trained travel travellers treat try turn two unopened unused urgent user
    users visit visitors wait wash wear weekly work worker workers write yearly
    auch bewahren bitte melden nehmen nutzen senden fragen geben lagern rufen schreiben dazu zudem
    ausserdem außerdem dafür danach anschliessend anschließend zusätzlich grundsätzlich insgesamt
    beachten prüfen wenden patienten mitarbeitende beschäftigte angestellte
    conservez conserver prenez demandez contactez veuillez appelez il'y chaque toute
    conserve tome pida contacte consulte envíe guarde guardar llame""".split()
)


def squashed(text: str) -> str:
    """Letters and digits of a name, which is how ``PPR-9087`` meets ``PPR 9087``."""
    return _APART.sub("", text.casefold())


@lru_cache(maxsize=1000)
def codes(text: str) -> tuple[str, ...]:
    """Identifiers and addresses of a plain text, as written."""
    found = [match[0].rstrip(".,;:)/") for match in _ADDRESS.finditer(text)]
    rest = _ADDRESS.sub(" ", text)
    for match in _TOKEN.finditer(rest):
        token = match[0].rstrip(".:/#")
        if _CODE.match(token) and not _is_measure(token):
            found.append(token)
    return tuple(found)


def _is_measure(token: str) -> bool:
    measured = _MEASURE.match(token)
    if measured is None:
        words = token.casefold().split("-")
        return len(words) == 2 and words[0] in NUMBER_WORDS
    tail = (measured[1] or "").casefold()
    # "30mg", "4-week", "2nd"; of "4711a" the letter belongs to a code.
    return not tail or tail in UNITS or tail in _ORDINAL or "-" in token


@lru_cache(maxsize=1000)
def names(text: str, language: str) -> tuple[str, ...]:
    """The words of a plain text that look like names: capitals where common words have none."""
    rest = _ADDRESS.sub(" ", text)
    return tuple(_names(rest, language))


def _names(text: str, language: str) -> Iterator[str]:
    shouted = text.isupper()
    for match in WORD.finditer(text):
        word = match[0]
        if not word[0].isupper() or len(word) < 2 or any(c.isdigit() for c in word):
            continue
        small = word.casefold().removesuffix("'s")
        before = text[: match.start()][-24:]
        if small in EMPTY or small in _NO_NAMES or small in UNITS or _ROMAN.match(word):
            continue
        inner = not shouted and any(c.isupper() for c in word[1:])
        if inner or _TITLED.search(before):
            yield word
        elif shouted or _OPENS.search(before):
            if not (_may_begin(small, language) or _TO_DO.match(text, match.end())):
                yield word
        elif language == "de":
            if not (_is_german(small) or _LED_DE.search(before)):
                yield word
        else:
            yield word


def _may_begin(small: str, language: str) -> bool:
    if small in _BEGIN or small in NUMBER_WORDS:
        return True
    if language == "de":
        return _is_german(small)
    return language in ("", "en") and _COMMON_EN.search(small) is not None


def _is_german(small: str) -> bool:
    """Whether a word is built like a German noun; so long a one is a compound."""
    return len(small) >= _COMPOUND or _COMMON_DE.search(small) is not None


class Known:
    """The names of some texts: every word of them, codes as they may be written, initials."""

    def __init__(self, *texts: str) -> None:
        self._words: set[str] = set()
        self._initials = ""
        self._runs: list[list[str]] = []
        self._codes: set[str] | None = None
        for text in texts:
            small = text.casefold()
            found = WORD.findall(small)
            parts = [part for word in found for part in word.split("-")]
            self._words.update(found, parts, (part.removesuffix("'s") for part in parts))
            self._initials += "|" + "".join(word[0] for word in parts if word not in EMPTY)
            self._runs.append(_APART.sub(" ", small).split())

    def has_code(self, code: str) -> bool:
        """Whether a code or an address stands there, whatever parts its parts."""
        parts = _APART.sub(" ", code.casefold()).split()
        if len(parts) > _MOST_PARTS:
            address = f" {' '.join(parts)} "
            return any(address in f" {' '.join(runs)} " for runs in self._runs)
        if self._codes is None:
            self._codes = {
                "".join(runs[at : at + length])
                for runs in self._runs
                for length in range(1, _MOST_PARTS + 1)
                for at in range(len(runs) - length + 1)
            }
        return squashed(code) in self._codes

    def has_name(self, name: str) -> bool:
        """Whether a name stands there as a word, in another case or form, or as initials."""
        small = name.casefold().removesuffix("'s")
        if small in self._words or small.rstrip("s") in self._words or small + "s" in self._words:
            return True
        if "-" in small and all(part in self._words or part in EMPTY for part in small.split("-")):
            return True
        if name.isupper():
            return small in self._initials or self.has_code(name)
        return any(word[:5] == small[:5] and _is_a_form(word, small) for word in self._words)


def _is_a_form(one: str, other: str) -> bool:
    """Whether two words differ in their endings alone: ``Zenvarix`` is no form of ``Zenvarol``."""
    common = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        common += 1
    short, long = sorted((len(one), len(other)))
    return common >= 5 and common >= short - 1 and long - common <= 4
