#!/usr/bin/env bash
# schemathesis 4.32.5: a schema that a fixture gives cannot be tested with pytest 9.2.0, which it allows.
# Expected: its documentation gives `schemathesis.pytest.from_fixture` for a schema that is made when
#   the tests run, and its metadata allows pytest below 10.
# Seen: with pytest 9.2.0 every such test fails before anything is sent, for want of `_nodeid`, which
#   was pytest's own; a schema that is there when tests are collected works.
# Here: tests/app/api/test_schema.py has its schema at the import, although each worker of a run then
#   makes up all that one of them sends.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet "schemathesis==4.32.5" "pytest==9.2.0"
cat >"$folder/test_both.py" <<'PYTHON'
import pytest
import schemathesis

ANSWERS = {"200": {"description": "All is well."}}
DESCRIBED = {
    "openapi": "3.1.0",
    "info": {"title": "One route", "version": "1"},
    "paths": {"/health": {"get": {"responses": ANSWERS}}},
}
at_import = schemathesis.openapi.from_dict(DESCRIBED)
from_fixture = schemathesis.pytest.from_fixture("described")


@pytest.fixture
def described():
    return schemathesis.openapi.from_dict(DESCRIBED)


@at_import.parametrize()
def test_at_import(case):
    assert case.path == "/health"


@from_fixture.parametrize()
def test_from_fixture(case):
    assert case.path == "/health"
PYTHON
cd "$folder"
said=$(env/bin/python -m pytest -q -rA -p no:cacheprovider test_both.py || true)
version=$(env/bin/python -c 'from importlib.metadata import version as v; print(v("schemathesis"), v("pytest"))')
seen="$version: $(grep -c '^PASSED.*test_at_import' <<<"$said") passes, $(grep -c "has no attribute '_nodeid'" <<<"$said") lacks _nodeid"
echo "$seen"
[ "$seen" = "4.32.5 9.2.0: 1 passes, 1 lacks _nodeid" ] || { echo "It behaves otherwise now: $said" >&2; exit 1; }
