"""What the benchmark of leaving takes for a whole answer."""

from __future__ import annotations

from tests.benchmarks.chat import TOKENS
from tests.benchmarks.leaving import is_whole
from tests.servers.behaviour import Behaviour
from tests.servers.model_server import ModelServer

REQUEST = {"messages": [{"content": "[1] A passage. [2] Another."}]}


def _shown(tokens: list[str]) -> str:
    text = "".join(tokens).replace(" [99]", "")
    for n in "12":
        text = text.replace(f"[{n}]", f"[{n}](/chat/cite/00000000-0000-4000-8000-000000000000/{n})")
    return text.strip()


def test_an_answer_is_whole_with_its_last_word_and_once() -> None:
    tokens = ModelServer().texts(REQUEST, Behaviour(tokens=TOKENS))

    assert is_whole(_shown(tokens))
    assert is_whole(f"{_shown(tokens)} *(not verified)*")
    assert not is_whole(_shown(tokens[:-1]))
    assert not is_whole(_shown(tokens[: TOKENS // 2]))
    assert not is_whole(_shown(tokens + tokens))
