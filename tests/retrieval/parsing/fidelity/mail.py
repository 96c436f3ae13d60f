"""E-mails with a truth: their header, quoted history, marks of letters, what is attached."""

from __future__ import annotations

from collections.abc import Iterator

from tests.retrieval.mail_files import mail, outlook
from tests.retrieval.parsing.fidelity import Case

OLDER = "-----Ursprüngliche Nachricht-----\nVon: Kai\nGesendet: Montag\n\nNehmen Sie 20 mg.\n"
HEADER = ["From: Rita Moor", "Date: 2026-03-03 09:30", "Subject: Order of pumps"]


def cases() -> Iterator[Case]:
    """Every file of the set."""
    yield from _texts()
    yield from _pages()
    yield from _outlook()


def _texts() -> Iterator[Case]:
    yield Case(
        "answer.eml",
        mail(
            "Take 10 mg from now on.\n\nOn Monday Kai wrote:\n> Take 20 mg.\n>\n> - with milk\n\n"
            "No milk, please.\n"
        ).as_bytes(),
        {
            "kind": "quoted history",
            "title": "Order of pumps",
            "must": [*HEADER, "> Take 20 mg.", "> with milk", "No milk, please."],
            "must_not": ["> No milk"],
        },
    )
    yield Case(
        "antwort.eml",
        mail(f"Nehmen Sie 10 mg.\n\n{OLDER}").as_bytes(),
        {
            "kind": "quoted history",
            "held_out": True,
            "must": ["Nehmen Sie 10 mg.", "> Nehmen Sie 20 mg."],
            "must_not": ["> Nehmen Sie 10 mg."],
        },
    )
    yield Case(
        "files.eml",
        mail(
            attached={"prices.csv": b"a,b\n1,2", "all.zip": b"PK", "old.doc": b"x", "logo": b"y"},
        ).as_bytes(),
        {
            "kind": "attachments",
            "must": ["Attachments: prices.csv, all.zip, old.doc"],
            "remarks": ["'all.zip' is not read. Archives", "'old.doc' is not read. Word 97"],
        },
    )
    yield Case(
        "forwarded.eml",
        mail(messages=(mail("Inner text.", subject="Re: a/b\\c?"),)).as_bytes(),
        {
            "kind": "attachments",
            "held_out": True,
            "must": ["Attachments: Re_ a_b_c_.eml"],
            "must_not": ["Inner text."],
        },
    )


def _pages() -> Iterator[Case]:
    table = "<table><tr><th>Drug<th>Dose</tr><tr><td>Obrivan<td>5 mg/m<sup>2</sup></tr></table>"
    yield Case(
        "page.eml",
        mail(
            "plain",
            html=f"<p>Not <s>20</s> 10 mg.</p>{table}<blockquote><p>Take 20 mg.</p>{table}"
            "</blockquote><p>Regards</p>",
        ).as_bytes(),
        {
            "kind": "marks of letters",
            "must": [
                "Not 10 mg.",
                "Drug: Obrivan; Dose: 5 mg/m^2",
                "> Take 20 mg.",
                "> Drug: Obrivan",
                "Regards",
            ],
            "must_not": ["plain", "Not 20"],
            "remarks": ["struck through"],
        },
    )
    yield Case(
        "outlook-page.eml",
        mail(
            "plain",
            html="<p>Use <del>bag A</del> bag B.</p><div><p><b>From:</b> Kai<br><b>Sent:</b> Monday"
            "<br><b>To:</b> Rita</p></div><p>Use bag A.</p>",
        ).as_bytes(),
        {
            "kind": "marks of letters",
            "held_out": True,
            "must": ["Use bag B.", "> Use bag A.", "> From: Kai"],
            "must_not": ["> Use bag B."],
        },
    )


def _outlook() -> Iterator[Case]:
    names = {0x001A: "IPM.Note", 0x0037: "Order of pumps", 0x0C1A: "Rita Moor", 0x0E04: "Kai"}
    yield Case(
        "order.msg",
        outlook({**names, 0x1013: b"<p>Ten pumps, not <s>9</s>.</p>", 0x1000: "plain"}),
        {
            "kind": "marks of letters",
            "title": "Order of pumps",
            "must": ["To: Kai", "Ten pumps, not ."],
            "must_not": ["plain", "9"],
        },
    )
    yield Case(
        "note.msg",
        outlook({**names, 0x1000: "Eleven pumps.\r\n\r\n> Ten pumps.\r\n"}),
        {
            "kind": "quoted history",
            "held_out": True,
            "must": ["Eleven pumps.", "> Ten pumps."],
            "must_not": ["> Eleven"],
        },
    )
    yield Case(
        "offer.msg",
        outlook(
            {**names, 0x1000: "See the offer."},
            attached={"prices.csv": b"Pump,Price\nBOREAS-8,90\n", "Offer": {0x0037: "Offer"}},
        ),
        {
            "kind": "attachments",
            "must": ["From: Rita Moor", "Attachments: prices.csv, Offer.eml"],
        },
    )
