# A machine with Python 3.11 or newer, and nothing else, needs two commands:
#   make run     open a sample document in the reader (another one: make run DOC=path)
#   make test    format, lint, types, layers and tests
# Both set up .venv first, and skip that while it is up to date.
# Another Python: make run PYTHON=python3.12
# READERAPP_VENV names another folder than .venv; what is in it is removed at set-up.

PYTHON ?= python3
UV ?= uv
# One more than the cores of a small machine: tests also wait for terminals and processes.
WORKERS ?= 3
DOC ?= sample_docs/council-vote.txt

READERAPP_VENV ?= .venv
VENV := $(READERAPP_VENV)
UPGRADE := --upgrade

PY := $(VENV)/bin/python
LOWEST := $(VENV)/lowest/bin/python
PIP := -m pip --disable-pip-version-check
COMPILE := $(UV) --quiet pip compile --universal --python-version 3.11 \
  --generate-hashes --no-strip-extras --no-emit-index-url --no-emit-find-links --no-annotate \
  --custom-compile-command "make lock" $(UPGRADE)

# What a lock names, into the environment of a Python: $(call install,PYTHON,LOCK)
# Hashes: what is installed is what was tested, whichever index it comes from. A lock names every
# package, so nothing is resolved (--no-deps), and no new release changes anything; pip checks that
# nothing is missing. The build backend is in the lock too, so the last step needs no network.
define install
@$(1) $(PIP) install --quiet --no-deps --require-hashes -r $(2)
@found=$$($(1) $(PIP) check) || { echo "$$found" >&2; echo "$(2) is incomplete: make lock" >&2; exit 1; }
@$(1) $(PIP) install --quiet --no-deps --no-build-isolation --editable .
endef

.PHONY: run test coverage test-lowest format lock audit build packaging bench docs screenshots reference clean

run: $(VENV)/run.stamp
	@$(PY) -m readerapp "$(DOC)"
	@echo "Next time: $(VENV)/bin/readerapp FILE. To have the command everywhere: pipx install ."

# mypy works beside the tests, because it uses one core only: half a minute in a new checkout. Its
# errors are shown when it finds them; the last line is pytest's.
test: $(VENV)/dev.stamp
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	$(VENV)/bin/lint-imports --no-logo --no-cache
	@{ $(PY) -m mypy >$(VENV)/mypy.txt 2>&1 || { cat $(VENV)/mypy.txt >&2; exit 1; }; } & types=$$!; \
	$(PY) -m pytest -n $(WORKERS) --dist worksteal; tests=$$?; \
	wait $$types || { echo "mypy has found errors, see above." >&2; exit 1; }; exit $$tests

# Apart from `make test`: to watch every line makes the tests half as long again.
coverage: $(VENV)/dev.stamp
	$(PY) -m pytest -n $(WORKERS) --dist worksteal --cov --cov-report=term

# With the lowest versions that pyproject.toml allows; without what takes long or a real terminal.
test-lowest: | $(PY)
	@test -x $(LOWEST) || $(PY) -m venv $(VENV)/lowest
	$(call install,$(LOWEST),requirements-lowest.lock)
	$(LOWEST) -m pytest -n $(WORKERS) --dist worksteal -m "not slow and not e2e"

format: $(VENV)/dev.stamp
	$(PY) -m ruff format .
	$(PY) -m ruff check --fix .

bench: $(VENV)/dev.stamp
	$(PY) benchmarks/reader.py $(ARGS)

# docs/reference/ and the manual page, from the tables of the program.
reference: $(VENV)/dev.stamp
	$(PY) -m scripts.make_reference

# The site, in build/site. An environment of its own: thirty packages that the program has no use for.
# The variable silences an advertisement that Material prints before each build.
docs: $(VENV)/docs/docs.stamp
	NO_MKDOCS_2_WARNING=1 $(VENV)/docs/bin/python -m mkdocs build --strict

# The pictures of the documents, and the recording in README, from the program as it runs.
screenshots: $(VENV)/dev.stamp
	$(PY) -m scripts.screenshots $(ARGS)

# Newer versions, chosen anew; needs uv. What runs is what the tests saw: one lock follows the other.
# make lock UPGRADE= leaves the versions, and takes over what has changed in pyproject.toml.
lock:
	@command -v $(UV) >/dev/null || { echo "make lock needs uv: install it, or name it with UV=path." >&2; exit 1; }
	$(COMPILE) pyproject.toml --group dev --output-file requirements-dev.lock
	$(COMPILE) pyproject.toml --group build --constraint requirements-dev.lock --output-file requirements.lock
	$(COMPILE) pyproject.toml --resolution lowest-direct --group build --group test --output-file requirements-lowest.lock
	$(COMPILE) --group docs --output-file requirements-docs.lock

# What is known to be wrong with the locked dependencies; needs the network. pip-audit is kept
# apart, it brings thirty packages. What it cannot find out about counts as wrong.
audit: | $(PY)
	@test -x $(VENV)/audit/bin/pip-audit || { $(PY) -m venv $(VENV)/audit && \
	  $(VENV)/audit/bin/python $(PIP) install --quiet pip-audit; }
	$(VENV)/audit/bin/pip-audit --strict --require-hashes --disable-pip -r requirements-dev.lock
	$(VENV)/audit/bin/pip-audit --strict --require-hashes --disable-pip -r requirements.lock
	$(VENV)/audit/bin/pip-audit --strict --require-hashes --disable-pip -r requirements-docs.lock

# The files of a release in dist/, checked as the package index checks them; needs the network, to
# build as others will: with the newest backend that pyproject.toml allows, alone. The wheel is made
# from the source archive. Then try it: $(PY) scripts/check_wheel.py dist/*.whl
build: | $(PY)
	@test -x $(VENV)/release/bin/twine || { $(PY) -m venv $(VENV)/release && \
	  $(VENV)/release/bin/python $(PIP) install --quiet build twine; }
	rm -rf dist
	$(VENV)/release/bin/python -m build --outdir dist
	$(VENV)/release/bin/twine check --strict dist/*

# The files in packaging/: against pyproject.toml, and by what of ruby, shellcheck, makepkg, nix and
# hadolint is installed.
packaging: $(VENV)/dev.stamp
	$(PY) -m pytest -n 0 -rs tests/project/test_packages.py

clean:
	rm -rf .venv build dist .coverage* .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache

$(VENV)/run.stamp: requirements.lock pyproject.toml | $(PY)
	@echo "Setting up $(VENV), which takes about half a minute ..."
	$(call install,$(PY),requirements.lock)
	@touch $@

$(VENV)/dev.stamp: requirements-dev.lock pyproject.toml | $(PY)
	@echo "Setting up $(VENV) with the tools for development ..."
	$(call install,$(PY),requirements-dev.lock)
	@touch $@ $(VENV)/run.stamp

$(VENV)/docs/docs.stamp: requirements-docs.lock | $(PY)
	@test -x $(VENV)/docs/bin/python || $(PY) -m venv $(VENV)/docs
	@$(VENV)/docs/bin/python $(PIP) install --quiet --no-deps --require-hashes -r $<
	@$(VENV)/docs/bin/python $(PIP) check >/dev/null || { echo "$< is incomplete: make lock" >&2; exit 1; }
	@touch $@

$(PY):
	@command -v $(PYTHON) >/dev/null || { echo "There is no $(PYTHON) here: install Python 3.11 or newer, or name it, as in: make run PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "readerapp needs Python 3.11 or newer, and $(PYTHON) is older: name another, as in: make run PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "$(PYTHON) cannot make a virtual environment: install its venv module (Debian and Ubuntu: apt install python3-venv)." >&2; exit 1; }
	@$(PYTHON) -m venv --clear $(VENV)
