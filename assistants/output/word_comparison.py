"""Words as they are compared: without case, accents, punctuation, Markdown and what is not seen."""

from __future__ import annotations

import re
import unicodedata

# Characters that are not seen, and marks of accents, belong to the word they stand in.
WORD = re.compile("(?:[^\\W_]|[\u00ad\u0300-\u036f\u200b-\u200f\u2060\ufeff])+")


def plain(word: str) -> str:
    """A word as it is compared."""
    if word.isascii():
        return word.lower()
    folded = unicodedata.normalize("NFKD", word.casefold())
    return "".join(char for char in folded if char.isalnum())


def counts(word: str) -> bool:
    """Whether a plain word is compared; numbers and single letters may only count a list."""
    return len(word) > 1 and not word.isdigit()


def words(text: str) -> list[str]:
    """The plain words of a text that count."""
    return [word for found in WORD.findall(text) if counts(word := plain(found))]


def letters(text: str) -> str:
    """The letters and digits of a text, nothing between them."""
    return "".join(map(plain, WORD.findall(text)))


# Words that say nothing by themselves, in the languages of the assistants.
EMPTY = frozenset(
    words(
        """about after all also an and any are as at be been before but by can could did do does
        each every for from had has have he her his how if in into is it its may more most must my
        no nor not of on one only or other our out over own say says see shall she should so some
        such than that the their them then there these they this those to too under up us was we
        were what when where which while who will with without would yes you your
        aber alle als am an auf aus bei bis da das dass dein dem den der des die dies diese dieser
        du ein eine einem einen einer er es für hat ich ihr ihre im in ist ja kein keine mit nach
        nein nicht noch nur oder sein sie sind so und vom von vor was wenn wer wie wir wird zu zum
        zur
        au aux avec ce ces cette dans de des du elle en est et il ils je la le les leur mais ne ni
        non nous on ou oui par pas plus pour qu que qui sa se ses si son sont sur un une vos votre
        vous"""
    )
)
