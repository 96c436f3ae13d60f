"""A question put into the words of a table, so that what it says in others is found there."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from gateway.calls import Synonyms
from gateway.quoting.rows.dates import spoken
from gateway.quoting.rows.markers import turns
from gateway.quoting.rows.tables import Table
from gateway.quoting.terms import STOP_WORDS, WORD, stem, terms

# A cell of more words is a text; its words are no names of anything.
MOST_WORDS = 6
# What is registered has been approved, whatever the table is called; a registration is its row.
_APPROVED = re.compile(
    r"\b(?:approved|authori[sz]ed|registered|licen[sc]ed|marketed|on (?:the )?market|cleared|"
    r"zugelassen\w*|genehmigt\w*|registriert\w*|auf dem markt|"
    r"approuvée?s?|autorisée?s?|enregistrée?s?|homologuée?s?|sur le marché|commercialisée?s?|"
    r"aprobad[oa]s?|autorizad[oa]s?|registrad[oa]s?|comercializad[oa]s?|en el mercado)(?!\w)",
    re.IGNORECASE,
)
# What has no registration has not been approved.
_NO_APPROVAL = re.compile(
    r"\b(?P<no>(?:no|lack\w*|without|missing|keine\w*|ohne|fehl\w*|sans|aucune?|manqu\w*|sin|"
    r"ninguna?|carecen? de|pas d[e’'])\s?"
    r"(?:(?:an?|any|valid|eine?|une?|l[a’']|gültige|die)\s)?)"
    r"(?:(?:marketing )?authori[sz]ation|approval|licen[cs]e|registration|zulassung|genehmigung|"
    r"registrierung|autorisation(?: de mise sur le marché)?|homologation|enregistrement|"
    r"approbation|autorización|registro|aprobación)\b",
    re.IGNORECASE,
)
_NO = re.compile(r"\b(?:nicht|kein\w*|pas|aucune?|ninguna?)\b", re.IGNORECASE)


def in_words_of(table: Table, question: str, synonyms: Synonyms) -> str:
    """The question with the table's own words instead of others that say the same."""
    question = _as_approved(table, question)
    if not synonyms:
        return question
    held = terms(" ".join([table.title, table.section, *spoken(table.columns), *_values(table)]))
    otherwise: Mapping[str, Sequence[str]] = {stem(word): phrases for word, phrases in synonyms}

    def said(word: re.Match[str]) -> str:
        key = stem(word[0])
        # "Not" stays what it is, whatever rules call it.
        if key in held or key not in otherwise or turns(word[0]) or word[0] in STOP_WORDS:
            return word[0]
        known = [phrase for phrase in otherwise[key] if terms(phrase) and terms(phrase) <= held]
        # Of those that say as much, the plainest.
        return max(known, key=lambda one: (len(terms(one)), -len(one.split())), default=word[0])

    text = WORD.sub(said, question)
    # "Noch nicht eingereicht" is "not filed" where the table says so.
    return _NO.sub("not", text) if text != question else text


def _as_approved(table: Table, question: str) -> str:
    """The question with a column's own value for "approved", where it has others beside it."""
    for column in table.columns:
        values = {row.cells.get(column, "") for row in table.rows}
        own = [value for value in values if _APPROVED.fullmatch(value)]
        if len(own) == 1 and len(values) > 1:
            return _APPROVED.sub(own[0], _NO_APPROVAL.sub(rf"\g<no>{own[0]}", question))
    return question


def _values(table: Table) -> list[str]:
    values = {value for row in table.rows for value in row.cells.values()}
    return [value for value in sorted(values) if len(value.split()) <= MOST_WORDS]
