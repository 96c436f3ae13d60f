from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest

from retrieval.embedding.shipped import MODELS, ModelName

ROOT = Path(__file__).resolve().parent.parent

# What obliges a company to publish its own program, or may not be used by one. The lesser GPL does
# not oblige it as long as the library stays a library of its own.
REFUSED = re.compile(
    r"\b(?:AGPL|SSPL|GPL)|affero|server side public|(?<!lesser )(?<!library )general public licen|"
    r"commons clause|busl|business source|non-?commercial",
    re.IGNORECASE,
)


def pinned() -> Iterator[str]:
    """The names of the packages that the product runs on, as they are locked."""
    for line in (ROOT / "requirements.txt").read_text("utf-8").splitlines():
        if found := re.match(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==", line):
            yield canonical(found[1])


def canonical(name: str) -> str:
    """A name as package indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def licence(name: str) -> str:
    """What a package says of its licence, the text of which is not looked at."""
    about = metadata.metadata(name)
    fields = about.json
    named = str(fields.get("license_expression") or fields.get("license") or "")
    kinds = [kind for kind in about.get_all("Classifier") or [] if kind.startswith("License")]
    return " ".join([named.strip().partition("\n")[0], *kinds])


def test_no_package_of_the_product_has_a_licence_that_a_company_refuses() -> None:
    installed = {canonical(d.metadata["Name"]) for d in metadata.distributions()}
    names = [name for name in pinned() if name in installed]
    assert len(names) > 40

    refused = {name: licence(name) for name in names if REFUSED.search(licence(name))}

    assert refused == {}


@pytest.mark.parametrize("name", list(MODELS))
def test_no_model_of_the_product_has_a_licence_that_a_company_refuses(name: ModelName) -> None:
    told = (MODELS[name].folder / "README.md").read_text("utf-8")
    (named,) = re.findall(r"^\| licence \| (.+) \|$", told, re.MULTILINE)

    assert re.search(r"\b(?:MIT|Apache-2\.0)\b", named)
    assert not REFUSED.search(named)


@pytest.mark.parametrize(
    "name", ["AGPL-3.0", "GNU Affero General Public License v3", "GPLv3", "GPL-2.0-only", "SSPL"]
)
def test_a_licence_that_a_company_refuses_is_recognised(name: str) -> None:
    assert REFUSED.search(name)


@pytest.mark.parametrize(
    "name", ["MIT", "Apache-2.0", "LGPL-3.0", "MPL-2.0", "GNU Lesser General Public License v3"]
)
def test_a_licence_that_a_company_accepts_is_not_refused(name: str) -> None:
    assert not REFUSED.search(name)
