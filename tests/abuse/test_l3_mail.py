"""L3 for e-mails: each is refused with a reason, or read, in time, and so is what is attached."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from io import BytesIO

import pytest

from retrieval.parsing.documents import ParseError
from retrieval.parsing.isolation.worker import Workers
from tests.abuse.test_l3_documents import GOOD, a_word_file, read_or_refuse, refusal
from tests.retrieval.mail_files import mail, outlook


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    workers = Workers(size=1)
    yield workers
    workers.close()


def bomb() -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("a.txt", b"\0" * 50_000_000)
    return file.getvalue()


async def test_l3_an_archive_in_a_message_is_told_and_not_opened(workers: Workers) -> None:
    data = mail(attached={"a.zip": bomb(), "b.tar.gz": b"\x1f\x8b", "c.7z": b"7z"}).as_bytes()

    read = await workers.parse(data, "a.eml")

    assert [remark.count("Archives are not opened") for remark in read.remarks] == [1, 1, 1]
    assert await workers.attached_paths(data, "a.eml") == []


async def test_l3_messages_in_messages_end_at_the_third(workers: Workers) -> None:
    message = mail(attached={"a.txt": b"x"}, subject="0")
    for i in range(1, 20):
        message = mail(subject=str(i), messages=(message,))

    paths = await workers.attached_paths(message.as_bytes(), "a.eml")

    assert paths == ["18.eml", "18.eml/17.eml", "18.eml/17.eml/16.eml"]
    deep = await workers.attached_file(message.as_bytes(), "a.eml", paths[-1])
    read = await workers.parse(deep, f"a.eml/{paths[-1]}")
    assert "more than 3 deep" in read.remarks[0]


@pytest.mark.parametrize(
    "name", ["../../etc/passwd.txt", "/etc/passwd.txt", "..txt", "a\x00b.txt", "x" * 3000 + ".txt"]
)
async def test_l3_a_strange_name_of_an_attachment_is_only_a_name(
    workers: Workers, name: str
) -> None:
    message = mail()
    message.add_attachment(b"x", maintype="text", subtype="plain")
    part = list(message.iter_parts())[-1]
    part["X-Name"] = "kept"
    data = message.as_bytes().replace(
        b"Content-Disposition: attachment",
        b'Content-Disposition: attachment; filename="%s"' % name.encode(),
    )

    for path in await workers.attached_paths(data, "a.eml"):
        assert "/" not in path
        assert not path.startswith(".")
        assert len(path) < 200
        assert await workers.attached_file(data, "a.eml", path)


async def test_l3_what_is_not_attached_is_not_given(workers: Workers) -> None:
    with pytest.raises(ParseError, match="no attachment"):
        await workers.attached_file(mail().as_bytes(), "a.eml", "../../etc/passwd")


@pytest.mark.parametrize("name", ["a.eml", "a.msg"])
@pytest.mark.parametrize(
    ("data", "reason"),
    [(b"", "The file is empty."), (GOOD, "although the name"), (a_word_file(), "although")],
    ids=["empty", "text", "zip"],
)
async def test_l3_what_is_no_message_is_refused(
    workers: Workers, name: str, data: bytes, reason: str
) -> None:
    assert reason in await refusal(workers, data, name)


async def test_l3_a_message_that_is_cut_short_is_refused(workers: Workers) -> None:
    data = mail(attached={"a.txt": b"text " * 5_000}).as_bytes()

    assert "cut short" in await refusal(workers, data[: len(data) // 2], "a.eml")


@pytest.mark.parametrize(
    "data",
    [
        b"Subject: x\nContent-Type: multipart/mixed; boundary=a\n\n" + b"--a\n\nx\n" * 20_000,
        b"".join(
            b"Content-Type: multipart/mixed; boundary=a%d\n\n--a%d\n" % (i, i) for i in range(300)
        ),
        b"Subject: " + b"=?utf-8?q?x?= " * 20_000 + b"\n\nx",
        b"Subject: =?nobody-knows?b?!!?=\nDate: 99 Foo\nFrom: <<<>>>,;:@\n\nx",
        b"Subject: x\nTo: " + b"(" * 20_000 + b"\n\nx",
        b"Subject: x\nContent-Type: text/plain; charset=nobody-knows\n\nx",
        b"Subject: x\nContent-Type: text/html\nContent-Transfer-Encoding: base64\n\n!!!",
        b"Subject: x\n\n" + b">" * 100_000,
        b"Subject: x\n\n" + b"> a\nb\n" * 30_000,
        b"Subject: x\nContent-Type: text/html\n\n" + b"<blockquote>" * 50_000,
        b"From: x\n" * 50_000 + b"\nx",
    ],
    ids=range(11),
)
async def test_l3_odd_messages_are_read_or_refused_in_time(workers: Workers, data: bytes) -> None:
    await read_or_refuse(workers, data, "odd.eml")


async def test_l3_a_damaged_message_of_outlook_is_read_or_refused(workers: Workers) -> None:
    whole = outlook({0x001A: "IPM.Note", 0x0037: "Order", 0x1000: "Ten pumps."})
    for at in range(0, len(whole), len(whole) // 30):
        await read_or_refuse(workers, whole[:at] + b"\xff" * 40 + whole[at + 40 :], "a.msg")
    await refusal(workers, whole[: len(whole) // 2], "a.msg")
