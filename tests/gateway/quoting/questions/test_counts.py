"""Questions for a number of things, and the sentences that tell one."""

import pytest

from gateway.quoting.questions.counts import asks_for_count, counts_something, gives_unit, is_of
from gateway.quoting.sentences import Sentence


@pytest.mark.parametrize(
    ("question", "counts"),
    [
        ("How many patients took part?", True),
        ("How many characters must it have?", True),
        ("Wie viele Spritzen sind in einer Packung?", True),
        ("Combien de flacons y a-t-il ?", True),
        ("How many days of leave do I get?", False),
        ("How many paid days do I get?", False),
        ("Wie viele Urlaubstage habe ich?", False),
        ("Combien de jours ai-je ?", False),
        ("Combien de temps peut-on le garder ?", False),
        ("How many milligrams is it?", False),
        ("How many holidays do I get a year?", False),
        ("How many weeks of leave are there?", False),
        ("Wie viel Urlaub habe ich, und wie viele Ferien?", False),
        ("Combien de congés ai-je ?", False),
        ("How many holiday requests were there?", True),
        ("How much is it?", False),
    ],
)
def test_things_are_counted_and_amounts_are_not(question: str, counts: bool) -> None:
    assert asks_for_count(question) is counts


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("Passphrases have at least 14 characters.", True),
        ("After 6 wrong attempts the account locks for 30 minutes.", True),
        ("Watch after the first two injections.", True),
        ("Ratings range from 1 to 4.", True),
        ("The minimum number of participants for a study meeting is 8.", True),
        ("Eine Bestellung braucht zwei Unterschriften.", True),
        ("Une commande demande deux signatures.", True),
        ("Un pedido necesita dos firmas.", True),
        ("Fifteen people may attend the course.", True),
        ("Twenty-five sites took part.", True),
        ("Number of seats: 40.", True),
        ("room: Aare; seats: 40; floor: 2", True),
        ("Teilnehmer: höchstens 12", True),
        ("It is signed by both managers.", True),
        ("Hand in 10 (ten) copies.", True),
        ("It is used at 20+ sites.", True),
        ("class: 2; deadline: 24 hours", False),
        ("The year is 2019.", False),
        ("It is 2.5.", False),
        ("Hand it in within 10 (ten) days.", False),
        ("It takes 20 or more days, or fifteen weeks.", False),
        ("Keep vials below 25 °C, or at 2 to 8 °C.", False),
        ("It is assessed within 5 working days and on day 1 and 8.", False),
        ("The most frequent were nausea (6.1%) and headache (4%).", False),
        ("It takes effect on 1 March 2026.", False),
        ("Monitor INR on days 7 to 10 in patients on warfarin.", False),
        ("No adjustment down to an eGFR of 15 mL/min.", False),
    ],
)
def test_a_number_of_things_is_no_amount_date_or_share(text: str, counts: bool) -> None:
    assert counts_something(text) is counts


def test_a_series_counts_only_what_it_or_its_heading_speaks_of() -> None:
    series = Sentence(1, 0, "They were nausea, rash and fever.", "Summary", "Adverse reactions")

    assert is_of("adverse reactions are named", series)
    assert not is_of("patients took part", series)


@pytest.mark.parametrize(
    ("question", "text", "given"),
    [
        ("How many milligrams is the dose?", "The dose is 30 mg.", True),
        ("How many milligrams is the dose?", "It keeps for 24 months.", False),
        ("How many kilometres may I drive?", "Rail is first choice under 4 hours.", False),
        ("How many patients took part?", "It keeps for 24 months.", True),
    ],
)
def test_who_asks_for_an_amount_in_a_unit_is_told_one(
    question: str, text: str, given: bool
) -> None:
    assert gives_unit(question, text) is given
