"""L3 for XML, JSON and books: each is refused with a reason, or read, in time."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

import pytest

from retrieval.parsing.isolation.worker import Workers
from tests.abuse.test_l3_documents import GOOD, read_or_refuse, refusal
from tests.retrieval.files import with_entry
from tests.retrieval.parsing.fidelity.books import book
from tests.retrieval.parsing.fidelity.markup import article, bundle, label, section


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    workers = Workers(size=1)
    yield workers
    workers.close()


def a_book(body: str = "<p>Hello</p>") -> bytes:
    return book([("a.xhtml", body, "A")], spine=["a.xhtml"], title="A book")


@pytest.mark.parametrize(
    "declared",
    [
        '<!ENTITY x SYSTEM "file:///etc/passwd">',
        '<!ENTITY x SYSTEM "http://127.0.0.1:9/x">',
        "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10 if i else "lol"}">' for i in range(10))
        + '<!ENTITY x "&e9;">',
    ],
    ids=["file", "network", "multiplying"],
)
async def test_l3_xml_with_entities_is_refused(workers: Workers, declared: str) -> None:
    data = article("<p>before &x; after</p>").replace(
        b"<article ", f"<!DOCTYPE article [{declared}]><article ".encode(), 1
    )

    assert "entities of its own" in await refusal(workers, data, "trial.xml")


async def test_l3_xml_that_names_a_scheme_elsewhere_is_read_without_it(workers: Workers) -> None:
    scheme = b'<!DOCTYPE article SYSTEM "http://127.0.0.1:9/jats.dtd"><article '
    data = article("<p>5&#160;mg &plusmn; 1</p>").replace(b"<article ", scheme, 1)

    read = await workers.parse(data, "trial.xml")

    assert read.blocks[-1].text == "5 mg ± 1"


@pytest.mark.parametrize("name", ["a.xml", "a.json", "a.epub"])
@pytest.mark.parametrize(
    ("data", "reason"),
    [(b"", "The file is empty."), (GOOD, ""), (b"%PDF-1.7 x", ""), (b"\x89PNG\r\n", "")],
    ids=["empty", "text", "pdf", "picture"],
)
async def test_l3_what_is_no_such_file_is_refused(
    workers: Workers, name: str, data: bytes, reason: str
) -> None:
    told = await refusal(workers, data, name)

    assert told == reason if reason else "damaged" in told or "although the name" in told


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (article("<p>text</p>"), "a.xml"),
        (label(section("Dosage", "<paragraph>5 mg</paragraph>")), "a.xml"),
        (bundle({"title": "Storage"}), "a.json"),
        (a_book(), "a.epub"),
    ],
    ids=["article", "label", "bundle", "book"],
)
async def test_l3_a_file_that_is_cut_short_is_refused(
    workers: Workers, data: bytes, name: str
) -> None:
    assert "damaged" in await refusal(workers, data[: len(data) // 2], name)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (article("<sec>" * 200 + "x" + "</sec>" * 200), "deep.xml"),
        (article("<sec>" * 20_000 + "x" + "</sec>" * 20_000), "deeper.xml"),
        (article("<p>" + "x" * 12_000_000 + "</p>"), "long.xml"),
        (article("<table><tr><td colspan='9999999'>x</td></tr></table>"), "wide.xml"),
        (b"[" * 500_000, "deep.json"),
        (b'{"resourceType":"Bundle","entry":[' + b'{"resource":' * 5_000, "deep.json"),
        (b'{"resourceType":"Composition","section":7}', "odd.json"),
        (b'{"resourceType":"Bundle","entry":[1,{"resource":[]},{}]}', "odd.json"),
        (bundle({"title": 7, "text": {"div": "<div><b>open &nbsp;"}}), "open.json"),
        (bundle({"code": [1], "text": "x", "section": [[]]}), "odd.json"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_l3_deep_long_or_odd_markup_is_read_or_refused_in_time(
    workers: Workers, data: bytes, name: str
) -> None:
    await read_or_refuse(workers, data, name)


async def test_l3_a_book_like_a_zip_bomb_is_not_opened(workers: Workers) -> None:
    bomb = with_entry(a_book(), "OPS/a.xhtml", b"<p>x</p>" * 9_000_000)

    assert "zip bomb" in await refusal(workers, bomb, "bomb.epub")


async def test_l3_a_copy_protected_book_is_refused(workers: Workers) -> None:
    file = io.BytesIO(a_book())
    with zipfile.ZipFile(file, "a") as package:
        package.writestr(
            "META-INF/encryption.xml",
            "<encryption><EncryptedData><EncryptionMethod Algorithm='aes'/></EncryptedData>"
            "</encryption>",
        )

    assert "copy-protected" in await refusal(workers, file.getvalue(), "a.epub")


async def test_l3_a_book_that_leads_out_of_itself_is_read_without_that(workers: Workers) -> None:
    spine = ["../../../etc/passwd", "a.xhtml"]
    data = book([("a.xhtml", "<p>Hello</p>", "")], spine=["a.xhtml"], title="A book")
    data = with_entry(
        data,
        "OPS/book.opf",
        b'<package xmlns="http://www.idpf.org/2007/opf"><manifest>'
        + b"".join(
            b'<item id="%d" href="%s" media-type="text/html"/>' % (i, name.encode())
            for i, name in enumerate(spine)
        )
        + b'</manifest><spine><itemref idref="0"/><itemref idref="1"/></spine></package>',
    )

    read = await workers.parse(data, "a.epub")

    assert [block.text for block in read.blocks] == ["Hello"]
    assert "does not hold: 1" in read.remarks[-1]


@pytest.mark.parametrize(
    "opf", [b"<package/>", b"<package><manifest/><spine/></package>", b"<spine/>"]
)
async def test_l3_a_book_without_contents_is_refused(workers: Workers, opf: bytes) -> None:
    assert await refusal(workers, with_entry(a_book(), "OPS/book.opf", opf), "a.epub")
