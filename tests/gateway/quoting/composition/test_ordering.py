"""Who has the most, the least, or what is within a bound is said before the statements."""

from __future__ import annotations

import pytest

from gateway.calls import AnswerForm, Excerpt
from tests.gateway.quoting.composition.test_composing import composed

SHELF_LIFE = tuple(
    Excerpt(n, f"Storage of {product}", "Shelf life", f"The shelf life of it is {months} months.")
    for n, product, months in ((1, "Qavoretin", 36), (2, "Drovelimab", 24), (3, "Nuxaprant", 48))
)
COLD = tuple(
    Excerpt(n, f"Storage of {product}", "Storage", f"It is stored {how}.")
    for n, product, how in (
        (1, "Qavoretin", "below 30 °C"),
        (2, "Drovelimab", "at 2 to 8 °C"),
        (3, "Nuxaprant", "below 25 °C"),
    )
)
SHELF = AnswerForm("list", "shelf life")


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Which product has the longest shelf life?", "**Nuxaprant** (48 months) [3]"),
        ("Which product has the shortest shelf life?", "**Drovelimab** (24 months) [2]"),
        ("Welches Produkt hat die längste Haltbarkeit?", "**Nuxaprant** (48 months) [3]"),
        ("Quel produit a la plus longue durée ?", "**Nuxaprant** (48 months) [3]"),
    ],
)
async def test_who_has_the_most_or_the_least_comes_first(question: str, answer: str) -> None:
    text = await composed(question, SHELF, SHELF_LIFE)

    assert text.splitlines()[0] == answer
    assert text.count("\n- ") == 3


async def test_what_is_within_a_bound_is_counted_and_named_before_the_rest() -> None:
    form = AnswerForm("count", "products are stored below 8 degrees")

    text = await composed("How many products are stored below 8 degrees?", form, COLD)

    assert text.startswith("**1** of 3 (below 8 degrees): **Drovelimab** (2 to 8 °C) [2]\n")
    assert "**Qavoretin · Storage:** It is stored below 30 °C. [1]" in text


async def test_what_does_not_give_an_amount_in_every_document_is_not_ordered() -> None:
    unknown = Excerpt(4, "Storage of Ylmasept", "Shelf life", "The shelf life of it is not known.")

    text = await composed("Which has the longest shelf life?", SHELF, (*SHELF_LIFE, unknown))

    assert text.startswith("- **Qavoretin · Shelf life:**")


async def test_all_alike_are_not_ordered() -> None:
    same = tuple(
        Excerpt(n, f"Storage of P{n}", "Shelf life", "The shelf life of it is 24 months.")
        for n in (1, 2, 3)
    )

    assert (await composed("Which has the longest shelf life?", SHELF, same)).startswith("- ")
