"""Which bytes a request means that asks for a part of a file."""

from __future__ import annotations

import pytest

from app.api.documents.downloading import Part, part_of

ETAG = '"v1"'
WHOLE = Part(200, 0, 100)


@pytest.mark.parametrize(
    ("wanted", "part"),
    [
        ("", WHOLE),
        ("bytes=0-0", Part(206, 0, 1)),
        ("bytes=10-19", Part(206, 10, 20)),
        ("bytes=90-", Part(206, 90, 100)),
        ("bytes=90-1000", Part(206, 90, 100)),
        ("bytes=-10", Part(206, 90, 100)),
        ("bytes=-1000", Part(206, 0, 100)),
        ("bytes = 1 - 2", Part(206, 1, 3)),
        ("bytes=100-", Part(416)),
        ("bytes=-0", Part(416)),
        ("bytes=9-1", WHOLE),
        ("bytes=-", WHOLE),
        ("bytes=0-1,5-6", WHOLE),
        ("bytes=a-b", WHOLE),
        ("lines=0-1", WHOLE),
        ("bytes=" + "9" * 5000 + "-", WHOLE),
        ("bytes=٣-", WHOLE),
    ],
)
def test_a_range_means_its_bytes_and_nonsense_means_the_whole(wanted: str, part: Part) -> None:
    assert part_of({"range": wanted}, ETAG, 100) == part


@pytest.mark.parametrize(
    ("known", "status"),
    [(ETAG, 304), (f"W/{ETAG}", 304), (f'"v0", {ETAG}', 304), ("*", 304), ('"v0"', 200)],
)
def test_a_version_that_is_known_is_not_sent(known: str, status: int) -> None:
    assert part_of({"if-none-match": known}, ETAG, 100).status == status


@pytest.mark.parametrize(("expected", "status"), [(ETAG, 206), ('"v0"', 200)])
def test_a_part_of_another_version_is_no_part(expected: str, status: int) -> None:
    headers = {"range": "bytes=1-2", "if-range": expected}

    assert part_of(headers, ETAG, 100).status == status


def test_an_empty_file_has_no_part() -> None:
    assert part_of({"range": "bytes=0-"}, ETAG, 0) == Part(416)
    assert part_of({}, ETAG, 0) == Part(200, 0, 0)
