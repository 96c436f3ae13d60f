"""L3 for RTF: each file is refused with a reason, or read, in time."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from retrieval.parsing.isolation.worker import Workers
from tests.abuse.test_l3_documents import GOOD, a_word_file, read_or_refuse, refusal
from tests.retrieval.parsing.fidelity.rtf import rows, rtf


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    workers = Workers(size=1)
    yield workers
    workers.close()


async def test_l3_a_huge_picture_is_passed_over(workers: Workers) -> None:
    picture = r"{\pict\pngblip\picwgoal9000\pichgoal9000 " + "89504e47\n" * 5_000_000 + "}"

    read = await workers.parse(rtf(r"\pard Before " + picture + r"after\par"), "a.rtf")

    assert [block.text for block in read.blocks] == ["Before after"]
    assert "1 large picture" in read.remarks[0]


async def test_l3_bytes_that_are_no_text_are_passed_over(workers: Workers) -> None:
    data = rtf(r"\pard Before {\pict\wmetafile8\bin9 }}}}}}}}}}after {\*\thing\bin3 }{}}.\par")

    read = await workers.parse(data, "a.rtf")

    assert [block.text for block in read.blocks] == ["Before after ."]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "The file is empty."),
        (GOOD, "not RTF although the name"),
        (a_word_file(), "not RTF although the name"),
        (rtf(r"\pard Take {\b 5 mg daily with food and}\par")[:-12], "damaged or cut short"),
        (rtf(r"\pard Take it" + r"{\field" * 400)[:-1], "damaged or cut short"),
        (rtf("{" * 3_000 + "x" + "}" * 3_000), "without end"),
        (rtf(r"\pard\par"), "no text"),
        (rtf(r"{\pict\picwgoal9000\pichgoal9000 00}"), "large picture"),
        (rtf(r"\pard x\par" * 100_001), "more than 100,000 paragraphs"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_l3_what_cannot_be_read_is_refused(
    workers: Workers, data: bytes, reason: str
) -> None:
    assert reason in await refusal(workers, data, "a.rtf", timeout_s=30)


@pytest.mark.parametrize(
    "body",
    [
        r"\bin2000000000 x",
        r"\u-99999999999 x\u4294967295 ?\u0 ?\'zz\'",
        r"\f-1\fs-5\uc-3\u88 abc\uc2000000000\u88 abc\par",
        r"\cell\row\nestcell\nestrow\sect\cellx5\cell\row",
        r"\trowd" + r"\cellx1" * 50_000 + r"\cell" * 50_000 + r"\row",
        r"\intbl\itap9999999 x\par\nestcell\nestrow\cell\row",
        r"{\footnote{\footnote{\header x}\sect}\sect}" * 300,
        r"{\fonttbl" * 300 + "x" + "}" * 300,
        r"{\*\moMath{\mf{\mnum" * 300 + "x" + "}}}" * 300,
        r"{\*\moMath" + r"{\mr x}" * 50_000 + "}",
        r"{\upr{a}{\*\ud b}}\ansicpg999999 \'ff\ansicpg-1 \'fe",
        "\\",
        r"{\colortbl" + ";" * 1_000_000 + "}",
        rows(*[["a"] * 190] * 400),
        "".join(rf"\trowd\cellx{i}\cellx{i * 40}\cell x\cell\row" for i in range(1, 3_000)),
        r"\super x" * 100_000,
        "{" + r"\b\strike\v0" * 200_000 + "}",
        r"{\listtext" + "1." * 100_000 + "}x\\par",
    ],
    ids=lambda body: body[:24],
)
async def test_l3_odd_words_are_read_or_refused_in_time(workers: Workers, body: str) -> None:
    await read_or_refuse(workers, rtf(body + r"\pard After\par"), "odd.rtf")


async def test_l3_groups_without_number_are_read_or_refused_in_time(workers: Workers) -> None:
    data = rtf(r"{\b x}" * 400_000 + r"\par")
    await read_or_refuse(workers, data, "many.rtf", timeout_s=3)
