"""The example for other teams, run as it is written against the product as it is served."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from langchain_core.language_models import GenericFakeChatModel
from langchain_core.messages import AIMessage
from langchain_core.prompt_values import PromptValue

from app.identity.tokens import Tokens, find_secret
from app.settings import ROOT
from retrieval.langchain import AlmanacRetriever, NotSignedInError, UnknownAssistantError
from tests.servers.product import Product, running

QUESTION = "How many vacation days do I get after ten years?"


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    with running(tmp_path_factory.mktemp("teams") / "var") as product:
        yield product


def token_of(product: Product, name: str) -> str:
    return Tokens(find_secret(None, product.var, demo=True)).issue(f"{name}@cryodyne.example")


def example() -> str:
    page = (ROOT / "docs" / "for-other-teams.md").read_text("utf-8")
    found = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    assert len(found) == 1
    return str(found[0])


def test_the_chain_of_the_page_answers(product: Product, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    class Model(GenericFakeChatModel):
        def invoke(self, input: Any, *rest: Any, **more: Any) -> AIMessage:  # noqa: A002
            assert isinstance(input, PromptValue)
            asked.append(input.to_string())
            return super().invoke(input, *rest, **more)

    monkeypatch.setenv("ALMANAC_ADDRESS", product.url)
    monkeypatch.setenv("ALMANAC_TOKEN", token_of(product, "alice"))
    names: dict[str, Any] = {"llm": Model(messages=iter([AIMessage("28 days, see page 1.")]))}

    exec(compile(example(), "for-other-teams.md", "exec"), names)

    assert names["answer"] == "28 days, see page 1."
    assert QUESTION in asked[0]
    assert f"{product.url}/documents/" in asked[0]
    assert re.search(r"ten years", asked[0].replace(QUESTION, ""))


async def test_each_token_finds_what_its_person_may_read(product: Product) -> None:
    def searching(name: str) -> AlmanacRetriever:
        token = token_of(product, name)
        return AlmanacRetriever(url=product.url, assistant="medical-information", token=token)

    found = await searching("alice").ainvoke("What is the usual dose of Qavoretin?", limit=2)

    assert len(found) == 2
    assert found[0].metadata["source"] == "medical-information"
    with pytest.raises(UnknownAssistantError):
        await searching("ben").ainvoke("What is the usual dose of Qavoretin?")


def test_a_token_of_somebody_else_is_refused(product: Product) -> None:
    retriever = AlmanacRetriever(url=product.url, assistant="hr", token="not a token")

    with pytest.raises(NotSignedInError):
        retriever.invoke(QUESTION)
