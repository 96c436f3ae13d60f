from __future__ import annotations

from retrieval.viewing.keeping import Kept


def test_what_was_not_used_for_longest_goes_first() -> None:
    kept: Kept[str, str] = Kept(10, len)
    kept.put("a", "aaaa")
    kept.put("b", "bbbb")
    kept.get("a")
    kept.put("c", "cccc")

    assert [kept.get(key) for key in "abc"] == ["aaaa", None, "cccc"]


def test_one_value_is_kept_however_much_it_weighs() -> None:
    kept: Kept[str, str] = Kept(10, len)
    kept.put("a", "a")
    kept.put("b", "b" * 100)

    assert (kept.get("a"), len(kept)) == (None, 1)


def test_a_value_that_is_put_again_weighs_once() -> None:
    kept: Kept[str, str] = Kept(10, len)
    for _ in range(5):
        kept.put("a", "aaaa")
    kept.put("b", "bbbb")

    assert len(kept) == 2
