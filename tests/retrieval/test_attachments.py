"""What is attached to messages: documents of their own, with the rights and the life of these."""

from __future__ import annotations

from email.message import EmailMessage

from retrieval.documents import document_id
from retrieval.ingesting.ledger import Ledger
from tests.retrieval.company import Company
from tests.retrieval.mail_files import mail, outlook

LETTER = "quality/letters/order.eml"
FILE = "letters/order.eml/pumps.csv"
PUMPS = b"Pump,Torque\nHALDANE-3,47 Nm\nBOREAS-8,52 Nm\n"
TORQUE = "What torque has the pump HALDANE-3?"


def put(company: Company, message: EmailMessage, path: str = LETTER) -> None:
    full = company.folder / path
    full.parent.mkdir(parents=True, exist_ok=True)
    full.write_bytes(message.as_bytes())


def lines(ledger: Ledger) -> dict[str, str]:
    return {line.path: line.status for line in ledger.sources[0].documents if "order" in line.path}


async def test_an_attachment_is_a_document_below_its_message(company: Company) -> None:
    put(company, mail(attached={"pumps.csv": PUMPS}))

    ledger = await company.sync()

    assert ledger.reconciled
    assert lines(ledger) == {"letters/order.eml": "live", FILE: "live"}
    assert (await company.found(TORQUE, "staff"))[0] == FILE


async def test_an_attachment_is_for_whoever_may_read_its_message(company: Company) -> None:
    put(company, mail(attached={"pumps.csv": PUMPS}))
    company.describe("quality", documents=[{"match": "letters/*.eml", "groups": ["board"]}])

    await company.sync()

    assert FILE not in await company.found(TORQUE, "staff")
    assert FILE in await company.found(TORQUE, "board")


async def test_an_attachment_ends_with_its_message(company: Company) -> None:
    put(company, mail(attached={"pumps.csv": PUMPS}))
    await company.sync()
    (company.folder / LETTER).unlink()

    ledger = await company.sync()

    assert ledger.reconciled
    assert lines(ledger) == {"letters/order.eml": "removed", FILE: "removed"}
    assert FILE not in await company.found(TORQUE, "staff")


async def test_what_is_no_longer_attached_is_gone(company: Company) -> None:
    put(company, mail(attached={"pumps.csv": PUMPS}))
    await company.sync()
    put(company, mail(attached={"other.txt": b"Nothing on pumps."}))

    ledger = await company.sync()

    assert ledger.reconciled
    assert lines(ledger)[FILE] == "removed"
    assert FILE not in await company.found(TORQUE, "staff")


async def test_an_unchanged_message_costs_nothing(company: Company) -> None:
    put(company, mail(attached={"pumps.csv": PUMPS}))
    await company.sync()
    company.embedded.clear()

    ledger = await company.sync()

    assert set(lines(ledger).values()) == {"unchanged"}
    assert company.embedded == []


async def test_a_message_that_cannot_be_read_any_more_keeps_its_attachments(
    company: Company,
) -> None:
    put(company, mail(attached={"pumps.csv": PUMPS}))
    await company.sync()
    (company.folder / LETTER).write_bytes(b"no message")

    ledger = await company.sync()

    assert lines(ledger)["letters/order.eml"] == "failed"
    assert FILE in await company.found(TORQUE, "staff")


async def test_messages_in_messages_are_read_three_deep(company: Company) -> None:
    deepest = mail("The code is QUOKKA-1.", subject="four")
    for name in ("three", "two", "order"):
        deepest = mail(subject=name, messages=(deepest,))
    put(company, deepest)

    ledger = await company.sync()

    assert list(lines(ledger)) == [
        "letters/order.eml",
        "letters/order.eml/two.eml",
        "letters/order.eml/two.eml/three.eml",
        "letters/order.eml/two.eml/three.eml/four.eml",
    ]


async def test_a_message_attached_to_one_of_outlook_is_a_document_with_the_same_bytes_each_time(
    company: Company,
) -> None:
    offer = {0x0037: "Offer", 0x0C1A: "Kai", 0x1000: "The code of the offer is QUOKKA-2."}
    data = outlook({0x0037: "Order", 0x1000: "See the offer."}, attached={"Offer.msg": offer})
    company.put("quality/letters/order.msg", "")
    (company.folder / "quality/letters/order.msg").write_bytes(data)

    first = await company.sync()
    again = await company.sync()

    inner = "letters/order.msg/Offer.eml"
    assert lines(first) == {"letters/order.msg": "live", inner: "live"}
    assert set(lines(again).values()) == {"unchanged"}
    assert (await company.found("What is the code of the offer?", "staff"))[0] == inner
    document = await company.documents.document(document_id("quality", inner))
    assert document is not None
    originals = company.retrieval.originals
    assert b"Subject:" in await originals.read(document, await originals.look_at(document))


async def test_a_file_of_the_folder_goes_before_an_attachment_of_the_same_path(
    company: Company,
) -> None:
    company.put(f"quality/{FILE}", "Pump,Torque\nHALDANE-3,99 Nm\nBOREAS-8,98 Nm\n")

    await company.sync()

    passages = (await company.ask(TORQUE, "staff")).passages
    assert any("99 Nm" in passage.text for passage in passages)


async def test_the_bytes_of_an_attachment_are_given_as_they_are(company: Company) -> None:
    put(company, mail(attached={"pumps.csv": PUMPS}))
    await company.sync()
    document = await company.documents.document(document_id("quality", FILE))
    assert document is not None
    originals = company.retrieval.originals

    held = await originals.look_at(document)
    pieces = [piece async for piece in originals.pieces(document, held, 5, 11)]

    assert (held.size, b"".join(pieces)) == (len(PUMPS), b"Torque")
    assert await originals.read(document, held) == PUMPS
