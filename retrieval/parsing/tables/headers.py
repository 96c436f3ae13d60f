"""Whether the first row of a table names its columns, from what stands in it and below it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

MAX_NAME = 80
MAX_LONG_NAME = 400
# The first rows show what a table is like.
MAX_ROWS = 300
MAX_PAIRS = 40
MAX_DOUBLE_PAIRS = 20

# A cell that another one, on its left, covers.
COVERED = None
Row = Sequence[str | None]

_FIGURE = re.compile(
    r"^[(\[]?[<>≤≥~±+−–—-]?\s?[(]?(?:[€$£¥]|US\$|EUR|USD|CHF)?\s?[(]?[−–-]?\d[\d.,'’ \u202f]*"
    r"(?:E[+-]\d{1,3})?(?:\s?[)\]])?\s?(?:[%€$£¥x]|bps?|pts?)?[)\]*]?$|^[—–-]{1,3}$|^\d{4}-\d\d-\d\d"
)
_YEAR = re.compile(r"^(?:FY|fiscal|Q[1-4])?\s?(?:19|20)\d\d$", re.IGNORECASE)
_DATE = re.compile(r"^\d{4}-\d\d(?:-\d\d)?(?:\s|$)|^\d{1,2}[./]\d{1,2}[./]\d{2,4}$")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
# Numbers of these stand above columns as their names.
_SCALE = re.compile(
    r"\(|\[|\b(?:weight|age|days?|weeks?|months?|years?|hours?|minutes?|time|dose|visit|cycle|"
    r"temperature|size|width|length|height|strength|concentration|level|grade|stage|class|band|no|"
    r"number|quantity|volume|kg|mg|ml|cm|min|gewicht|alter|tage?|wochen?|monate?|jahre?|stunden?|"
    r"zeit|dosis|menge|poids|âge|jours?|semaines?|mois|heures?|temps)\b",
    re.IGNORECASE,
)
# What stands before a value rather than above a column.
_LABEL = re.compile(
    r"^(?:.*\b(?:by|owner|author|version|revision|effective|expiry|expires|valid|review|approved|"
    r"approver|responsible|contact|phone|telephone|fax|e-?mail|address|department|document|title|"
    r"status|classification|supersedes|replaces|manufacturer|supplier|sponsor|investigator|"
    r"protocol|batch|lot|storage|shelf life|date|signature|reference|scope|language|format|"
    r"verantwortlich\w*|telefon|adresse|abteilung|dokument\w*|titel|stand|gültig\w*|freigabe|"
    r"erstellt\w*|geprüft\w*|freigegeben\w*|ersetzt|datum|hersteller|charge\w*|lagerung|"
    r"responsable|auteur|date|statut|adresse|lot|fabricant)\b.*|.*nummer|.*:)$",
    re.IGNORECASE,
)

# What stands above a column of values of any kind.
_COLUMN = re.compile(
    r"^(?:values?|results?|descriptions?|limits?|meanings?|definitions?|amounts?|counts?|"
    r"quantit(?:y|ies)|doses?|dosage|units?|comments?|remarks?|notes?|texts?|contents?|answers?|"
    r"settings?|details?|specifications?|requirements?|criteri(?:on|a)|actions?|explanations?|"
    r"examples?|findings?|days|hours|minutes|prices?|shown as|"
    r"werte?|ergebnis(?:se)?|beschreibung|bedeutung|inhalte?|mengen?|anzahl|bemerkung(?:en)?|"
    r"angaben?|vorgaben?|anforderung(?:en)?|maßnahmen?|preise?|"
    r"valeurs?|résultats?|signification|quantités?|remarques?|contenu)(?:\s*[(\[].{1,20}[)\]])?$",
    re.IGNORECASE,
)


def is_figure(cell: str) -> bool:
    """Tell whether a cell holds a number, an amount, a share, a dash for none, or a date."""
    return _FIGURE.match(cell) is not None and not cell.endswith(",")


def is_year(cell: str) -> bool:
    """Tell whether a cell holds a year or a quarter of one, which name columns."""
    return _YEAR.match(cell) is not None


def names_columns(rows: Sequence[Row]) -> bool:
    """Tell whether the first of the rows names the columns of the others."""
    rows = rows[:MAX_ROWS]
    first, body = (rows[0] if rows else ()), rows[1:]
    filled = [cell for cell in first if cell]
    if not body or len(filled) < 2:
        return _is_lone_name(first, body)
    if len(first) == 2 and _are_pairs(rows):
        return False
    if any(is_figure(cell) for cell in filled) and not (
        _is_dated(first, body) or is_scale(first, body)
    ):
        return False
    return (
        _is_complete(first, body)
        and (len(set(filled)) == len(filled) or _repeats(first, body))
        and all(len(cell) <= MAX_NAME or _is_long_name(first, body, cell) for cell in filled)
    )


def _is_lone_name(first: Row, body: Sequence[Row]) -> bool:
    """One name beside an empty corner, above figures with their labels."""
    if len(first) != 2 or first[0] or not first[1] or is_figure(first[1]):
        return False
    return bool(body) and all(row[0] for row in body if any(row)) and _has_figures(body)


def is_scale(first: Row, body: Sequence[Row]) -> bool:
    """Tell whether numbers that rise stand above columns of figures, as weights above doses."""
    corner, *values = first
    numbers = [_NUMBER.search(value or "") for value in values]
    if len(values) < 2 or not all(numbers) or not all(is_figure(v) for v in values if v):
        return False
    rising = [float(number[0].replace(",", ".")) for number in numbers if number]
    return (
        all(a < b for a, b in pairwise(rising))
        and (not corner or (not is_figure(corner) and _SCALE.search(corner) is not None))
        and all(row and row[0] and not is_figure(row[0]) for row in body if any(row))
    )


def _is_complete(first: Row, body: Sequence[Row]) -> bool:
    """Every column that is used has a name; of many, one may lack it."""
    filled = [cell for cell in first if cell]
    if len(filled) == 2:
        # The corner above the labels may be empty.
        needed = first[1:] if _has_figures(body) else first
        return all(cell is COVERED or cell for cell in needed)
    used = {i for row in body for i, cell in enumerate(row) if cell and i}
    nameless = [i for i in used if i >= len(first) or first[i] == ""]
    if not nameless:
        return True
    plain = not any(re.search(r"\d", cell) for cell in filled)
    return len(nameless) <= max(1, len(used) // 5) and (plain or _contrasts(first, body))


def _has_figures(rows: Sequence[Row]) -> bool:
    return all(is_figure(cell) for row in rows for cell in row[1:] if cell)


def _contrasts(first: Row, body: Sequence[Row]) -> bool:
    """Some column has a word above nothing but figures."""
    for i, name in enumerate(first):
        below = [row[i] for row in body if i < len(row) and row[i]]
        if i and name and not is_figure(name) and below:
            figures = sum(1 for cell in below if cell and is_figure(cell))
            if figures >= 0.8 * len(below):
                return True
    return False


def _repeats(first: Row, body: Sequence[Row]) -> bool:
    """Names come again, as those of groups of columns do, and not as the values of a row do."""
    names = [cell for cell in first if cell is not COVERED]
    return all(a != b for a, b in pairwise(names)) and _contrasts(first, body)


def _is_long_name(first: Row, body: Sequence[Row], cell: str) -> bool:
    """A name may be a sentence where what stands below it is shorter."""
    i = list(first).index(cell)
    below = [len(text) for row in body if i < len(row) and (text := row[i])]
    return len(cell) <= MAX_LONG_NAME and bool(below) and max(below) < len(cell)


def _is_dated(first: Row, body: Sequence[Row]) -> bool:
    """The figures above are years or dates, and those below are not."""

    def dated(cell: str) -> bool:
        return is_year(cell) or _DATE.match(cell) is not None

    figures = [cell for cell in first if cell and is_figure(cell)]
    below = [cell for row in body for cell in row[1:] if cell]
    return all(map(dated, figures)) and bool(below) and not all(map(dated, below))


def _are_pairs(rows: Sequence[Row]) -> bool:
    """Two columns of labels and values, as a cover sheet has, with nothing above them."""
    pairs = [(row[0] or "", row[1] or "") for row in rows if len(row) > 1]
    labels = [label for label, _ in pairs if label]
    values = [value for _, value in pairs if value]
    if labels and all(label.endswith(":") for label in labels):
        return True
    if len(labels) < 0.8 * len(rows) or len(values) < 0.6 * len(rows) or not all(pairs[0]):
        return False
    if _COLUMN.match(values[0]) and not _LABEL.match(labels[0]):
        return False
    return _reads_as_pairs(labels, values)


def are_double_pairs(rows: Sequence[Row]) -> bool:
    """Four columns that are two of labels and values, as a cover sheet may have."""
    full = [row for row in rows if any(row)]
    if not 0 < len(full) <= MAX_DOUBLE_PAIRS or any(len(row) != 4 for row in full):
        return False
    labels = [label for row in full for label in (row[0], row[2]) if label]
    values = [value for row in full for value in (row[1], row[3]) if value]
    known = sum(1 for label in labels if _LABEL.match(label))
    named = sum(1 for value in values if _LABEL.match(value) and not is_figure(value))
    return known >= 3 and known >= 0.6 * len(labels) and named <= 0.25 * len(values)


def _reads_as_pairs(labels: Sequence[str], values: Sequence[str]) -> bool:
    """Tell by what the values are, and by how many labels are those of cover sheets."""
    kinds = [_kind(value) for value in values]
    if kinds[0] in {"figure", "date", "code", "quantity"}:
        return not (is_year(values[0]) and not all(map(is_year, values)))
    known = sum(1 for label in labels if _LABEL.match(label))
    unlike = not _same_kind(kinds[1:])
    if known == len(labels) or (unlike and known >= 2 and 2 * known >= len(labels)):
        return True
    return unlike and 3 < len(labels) <= MAX_PAIRS


def _same_kind(kinds: Sequence[str]) -> bool:
    """Most are alike; a text may stand among names and quantities."""
    most = Counter(kinds).most_common(1)[0][1]
    return most >= 0.8 * len(kinds)


def _kind(value: str) -> str:
    words = value.split()
    digits = any(c.isdigit() for c in value)
    kinds = {
        "date": _DATE.match(value) or re.search(r"\b(?:19|20)\d\d$", value),
        "figure": is_figure(value),
        "code": digits and len(words) == 1,
        "quantity": value[:1].isdigit(),
        "address": "@" in value,
        "name": len(words) <= 4 and not digits and all(word[:1].isupper() for word in words),
    }
    return next((kind for kind, fits in kinds.items() if fits), "text")
