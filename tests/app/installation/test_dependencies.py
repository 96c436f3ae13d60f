"""What the product runs on: pinned, hashed, and without what it never imports."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from app.settings import ROOT

LOCKS = ("requirements.txt", "requirements-dev.txt")
MODEL_LOCK = "requirements-model.txt"
# What made the models, with tools of its own.
MADE_ONCE = {"make_model.py", "make_multilingual_graph.py"}
LAYERS = ("app", "evaluation", "assistants", "retrieval", "gateway", "feedback")

# Top-level modules of the excluded packages. `traceloop` may exist as the empty stand-in only.
ABSENT = {
    "traceloop-sdk": ("traceloop",),
    "kubernetes": ("kubernetes",),
    "build": ("build",),
    "huggingface-hub": ("huggingface_hub",),
    "jedi": ("jedi",),
    "debugpy": ("debugpy",),
}

# Runs first in a process of its own: importing an excluded package fails there as it does on a
# machine that installed the lock, whatever this machine has.
REFUSE_EXCLUDED = """
import sys
from importlib.abc import MetaPathFinder

class Absent(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in sys.argv[1].split(","):
            raise ModuleNotFoundError(f"{name} is not in the lock", name=name)
        return None

sys.meta_path.insert(0, Absent())
"""

# Chainlit runs its target by path, and Alembic its environment.
IMPORT_EVERYTHING = """
import importlib, pkgutil
from pathlib import Path
from app.chat import framework

framework.prepare(Path("var").absolute())

count = 0
for folder in ("app", "evaluation", "assistants", "retrieval", "gateway", "feedback"):
    package = importlib.import_module(folder)
    for module in pkgutil.walk_packages(package.__path__, folder + "."):
        if module.name == "app.chat.handlers" or ".migrations." in module.name:
            continue
        importlib.import_module(module.name)
        count += 1
print(count)
"""

CHAT_AND_STORES = """
from types import ModuleType

sys.modules["traceloop"] = ModuleType("traceloop")
sys.modules["traceloop.sdk"] = ModuleType("traceloop.sdk")
sys.modules["traceloop.sdk"].Traceloop = type("Traceloop", (), {})

import chainlit, chainlit.server, chainlit.socket, chainlit.utils
import chromadb
from chromadb.config import Settings
from langchain_aws import ChatBedrockConverse
import onnxruntime, tokenizers

client = chromadb.PersistentClient(path="store", settings=Settings(anonymized_telemetry=False))
rows = client.create_collection("rows", embedding_function=None)
rows.upsert(ids=["a", "b"], embeddings=[[1.0, 0.0], [0.0, 1.0]], documents=["one", "two"])
assert rows.query(query_embeddings=[[1.0, 0.1]], n_results=1)["ids"] == [["a"]]
try:
    chromadb.HttpClient(host="127.0.0.1", port=9, settings=Settings(anonymized_telemetry=False))
except ValueError as error:
    assert "Could not connect" in str(error)
else:
    raise AssertionError("something answers on port 9")
ChatBedrockConverse(model="m", provider="anthropic", region_name="eu-central-1")
print("works")
"""


def _run(script: str, folder: Path) -> subprocess.CompletedProcess[str]:
    modules = ",".join(name for names in ABSENT.values() for name in names)
    return subprocess.run(
        [sys.executable, "-c", REFUSE_EXCLUDED + script, modules],
        check=False,
        cwd=folder,
        env={"PYTHONPATH": str(ROOT), "HOME": str(folder), "CHAINLIT_APP_ROOT": str(folder)},
        capture_output=True,
        text=True,
        timeout=100,
    )


def _excluded() -> dict[str, str]:
    """Each excluded package with the reason that stands above it."""
    found: dict[str, str] = {}
    reason: list[str] = []
    for line in (ROOT / "requirements-excluded.txt").read_text("utf-8").splitlines():
        if line.startswith("#"):
            reason.append(line.removeprefix("#").strip())
        elif line.strip():
            found[line.strip()] = " ".join(reason)
        else:
            reason = []
    return found


def _asked(name: str) -> set[str]:
    """The packages that somebody asked for by name."""
    lines = (ROOT / name).read_text("utf-8").splitlines()
    return {_normal(re.split(r"[\[=<>; ]", line)[0]) for line in lines if line[:1].isalnum()}


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _imports(node: ast.AST) -> Iterator[str]:
    """Top-level names that a module imports, except for types only."""
    if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
        return
    if isinstance(node, ast.Import):
        yield from (alias.name.partition(".")[0] for alias in node.names)
    elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
        yield node.module.partition(".")[0]
    for child in ast.iter_child_nodes(node):
        yield from _imports(child)


def _pins(name: str) -> dict[str, str]:
    """The version of every package in a lock."""
    text = (ROOT / name).read_text("utf-8")
    return dict(re.findall(r"^([a-z0-9.-]+)==([^ ;\\]+)", text, re.MULTILINE))


def test_the_product_imports_nothing_that_the_lock_leaves_out(tmp_path: Path) -> None:
    outcome = _run(IMPORT_EVERYTHING, tmp_path)

    assert outcome.returncode == 0, outcome.stderr[-3000:]
    assert int(outcome.stdout.split()[-1]) > 10


def test_chat_stores_and_models_work_without_what_the_lock_leaves_out(tmp_path: Path) -> None:
    outcome = _run(CHAT_AND_STORES, tmp_path)

    assert outcome.returncode == 0, outcome.stderr[-3000:]
    assert outcome.stdout.split()[-1] == "works"


def test_every_library_that_the_product_imports_is_asked_for() -> None:
    asked = _asked("requirements.in")
    providers = packages_distributions()
    imported = {
        name
        for folder in LAYERS
        for path in (ROOT / folder).rglob("*.py")
        if path.name not in MADE_ONCE
        for name in _imports(ast.parse(path.read_text("utf-8")))
        if name not in sys.stdlib_module_names and name not in LAYERS
    }

    missing = {
        name
        for name in imported
        if asked.isdisjoint(_normal(provider) for provider in providers.get(name, []))
    }

    assert missing == set()


def test_every_exclusion_has_a_reason_and_is_tested() -> None:
    excluded = _excluded()

    assert set(excluded) == set(ABSENT)
    assert [name for name, reason in excluded.items() if len(reason) < 20] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_nothing_that_is_excluded(lock: str) -> None:
    pins = _pins(lock)

    assert pins.keys().isdisjoint(_excluded())
    assert [name for name in pins if name.startswith("opentelemetry-instrumentation")] == []


@pytest.mark.parametrize("lock", [*LOCKS, MODEL_LOCK])
def test_a_lock_names_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text("utf-8")

    assert re.findall(r"://|--(?:extra-)?index-url|--find-links|file:| @ ", text) == []


@pytest.mark.parametrize(("lock", "least"), [(LOCKS[0], 50), (LOCKS[1], 50), (MODEL_LOCK, 1)])
def test_every_pin_has_a_hash(lock: str, least: int) -> None:
    text = (ROOT / lock).read_text("utf-8").replace("\\\n", " ")
    pins = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]

    assert len(pins) >= least
    assert [pin.split()[0] for pin in pins if "--hash=sha256:" not in pin] == []


@pytest.mark.parametrize(
    ("wanted", "lock"),
    [
        ("requirements.in", LOCKS[0]),
        ("requirements-dev.in", LOCKS[1]),
        ("requirements-model.in", MODEL_LOCK),
    ],
)
def test_everything_asked_for_is_locked(wanted: str, lock: str) -> None:
    assert _asked(wanted) - _pins(lock).keys() == set(), "Run `make lock`."


def test_both_locks_agree_on_every_version() -> None:
    product, development = _pins(LOCKS[0]), _pins(LOCKS[1])
    shared = product.keys() & development.keys()

    assert {name for name in shared if product[name] != development[name]} == set()
