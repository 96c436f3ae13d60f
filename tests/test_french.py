"""French is written with one apostrophe, wherever the product says something."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LAYERS = ("app", "assistants", "evaluation", "feedback", "gateway")
# What people write is looked at here, and they write as they like.
READING = ("assistants/questions", "assistants/grounding/reading")
_TYPEWRITTEN = re.compile(r".{0,40}\w'\w.{0,40}")
_IN_SCRIPT = re.compile(r"^  fr: \{$(.*?)^  \},?$", re.MULTILINE | re.DOTALL)


def texts_of_module(path: Path) -> Iterator[str]:
    """What stands under `fr` in a module, or all of a module that is French."""
    tree = ast.parse(path.read_text("utf-8"))
    named = {
        target.id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    if "french" in path.stem or "french" in path.parent.name:
        yield from _strings(tree)
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                if isinstance(key, ast.Constant) and key.value == "fr":
                    known = named.get(value.id, value) if isinstance(value, ast.Name) else value
                    yield from _strings(known)
        elif isinstance(node, ast.keyword) and node.arg == "fr":
            yield from _strings(node.value)


def _strings(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def french_texts() -> Iterator[tuple[str, str]]:
    """Every text with the file it stands in."""
    for layer in LAYERS:
        for path in (ROOT / layer).rglob("*.py"):
            name = path.relative_to(ROOT).as_posix()
            if not name.startswith(READING):
                yield from ((name, text) for text in texts_of_module(path))
        for path in (ROOT / layer).rglob("fr.html"):
            yield path.relative_to(ROOT).as_posix(), path.read_text("utf-8")
    for path in (ROOT / "public/words").glob("*.js"):
        (french,) = _IN_SCRIPT.findall(path.read_text("utf-8"))
        yield path.relative_to(ROOT).as_posix(), french
    wording = json.loads((ROOT / "app/chat/wording.json").read_text("utf-8"))
    yield from (("app/chat/wording.json", text) for text in wording["fr"].values())


def test_every_apostrophe_is_the_one_of_print() -> None:
    found = list(french_texts())

    assert {name for name, _ in found} >= {
        "app/chat/wording.json",
        "app/navigation.py",
        "app/pages/admin/words/french.py",
        "app/pages/templates/help/fr.html",
        "assistants/refusals.py",
        "feedback/transcripts.py",
        "public/words/chat.js",
    }
    assert [(name, hit) for name, text in found for hit in _TYPEWRITTEN.findall(text)] == []


@pytest.mark.parametrize(
    "source",
    [
        """SAID = {"fr": {"gone": "Elle n'existe plus"}}""",
        """_FR = Words(gone="Elle n'existe plus")\nSAID = {"fr": _FR}""",
        """SAID = Sentence(en="Gone", de="Weg", fr="Elle n'existe " "plus")""",
    ],
)
def test_a_text_with_the_other_one_is_found(source: str, tmp_path: Path) -> None:
    module = tmp_path / "words.py"
    module.write_text(source)

    assert [text for text in texts_of_module(module) if _TYPEWRITTEN.search(text)]
