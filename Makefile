# A machine with Python 3.11 or newer, and nothing else, needs two commands:
#   make run     open a sample document in the reader (another one: make run DOC=path)
#   make test    format, lint, types, tests and coverage
# Both set up .venv first, and skip that while it is up to date.
# Another Python: make run PYTHON=python3.12

PYTHON ?= python3
UV ?= uv
WORKERS ?= 2
DOC ?= sample_docs/council-vote.txt

PY := .venv/bin/python
INSTALL := $(PY) -m pip --disable-pip-version-check install --quiet
CHECK := $(PY) -m pip --disable-pip-version-check check --quiet
COMPILE := $(UV) --quiet pip compile pyproject.toml --universal --python-version 3.11 \
  --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate \
  --custom-compile-command "make lock"

.PHONY: run test format lock audit bench screenshot clean

run: .venv/run.stamp
	@$(PY) -m readerapp "$(DOC)"

test: .venv/dev.stamp
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	$(PY) -m mypy
	$(PY) -m pytest -n $(WORKERS) --dist worksteal --cov --cov-report=term

format: .venv/dev.stamp
	$(PY) -m ruff format .
	$(PY) -m ruff check --fix .

bench: .venv/dev.stamp
	$(PY) benchmarks/reader.py $(ARGS)

screenshot: .venv/dev.stamp
	$(PY) scripts/screenshot.py $(ARGS)

# Newer versions, chosen anew; needs uv. What runs is what the tests saw: one lock follows the other.
lock:
	@command -v $(UV) >/dev/null || { echo "make lock needs uv: install it, or name it with UV=path." >&2; exit 1; }
	$(COMPILE) --upgrade --group dev --output-file requirements-dev.lock
	$(COMPILE) --upgrade --group build --constraint requirements-dev.lock --output-file requirements.lock

# What is known to be wrong with the locked dependencies; needs the network. pip-audit is kept
# apart, it brings thirty packages. What it cannot find out about counts as wrong.
audit: | $(PY)
	@test -x .venv/audit/bin/pip-audit || { $(PY) -m venv .venv/audit && \
	  .venv/audit/bin/python -m pip --disable-pip-version-check install --quiet pip-audit; }
	.venv/audit/bin/pip-audit --strict --require-hashes --disable-pip -r requirements-dev.lock
	.venv/audit/bin/pip-audit --strict --require-hashes --disable-pip -r requirements.lock

clean:
	rm -rf .venv build dist .coverage* .hypothesis .mypy_cache .pytest_cache .ruff_cache

# Hashes in the locks: what is installed is what was tested, whichever index it comes from.
# A lock names every package, so nothing is resolved (--no-deps): an extra that the lock leaves
# out, as in coverage[toml], would send pip to the newest release. `pip check` shows that the lock
# is complete. The build backend is in it too, so the last step needs no network.
.venv/run.stamp: requirements.lock pyproject.toml | $(PY)
	@echo "Setting up .venv ..."
	@$(INSTALL) --no-deps --require-hashes -r requirements.lock
	@$(CHECK)
	@$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

.venv/dev.stamp: requirements-dev.lock pyproject.toml | $(PY)
	@echo "Setting up .venv with the tools for development ..."
	@$(INSTALL) --no-deps --require-hashes -r requirements-dev.lock
	@$(CHECK)
	@$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@ .venv/run.stamp

$(PY):
	@command -v $(PYTHON) >/dev/null || { echo "There is no $(PYTHON) here: install Python 3.11 or newer, or name it, as in: make run PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "readerapp needs Python 3.11 or newer, and $(PYTHON) is older: name another, as in: make run PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "$(PYTHON) cannot make a virtual environment: install its venv module (Debian and Ubuntu: apt install python3-venv)." >&2; exit 1; }
	@$(PYTHON) -m venv --clear .venv
