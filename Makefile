# Cashwright. `make demo` to look around, `make test` to be sure.
PYTHON ?= python3
BIN := .venv/bin
# Every processor; each worker has a database of its own, so there is an end to it.
WORKERS ?= logical
# What is compiled is kept, whatever the environment says: the processes that tests start by the hundred
# would each compile Django, Polars and us anew.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: demo test check bench docs lock clean

demo: .venv/installed  ## build the demo company, then serve it at http://127.0.0.1:8000
	$(BIN)/cashwright demo

test: .venv/installed  ## every test
	$(BIN)/python -m pytest -n $(WORKERS) --maxprocesses 8 --dist loadfile --no-loadscope-reorder

check: .venv/installed  ## format, lint, types, import contracts, migrations
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m django makemigrations --check --dry-run --settings cashwright.project.settings

bench: .venv/installed  ## measure, print and save
	$(BIN)/python -m bench

docs: .venv/installed  ## write docs/ from the code
	$(BIN)/cashwright docs

lock: .venv/installed  ## pin every dependency anew
	$(BIN)/uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-header --no-annotate --upgrade \
		--quiet --output-file requirements.lock

# uv comes from the lock file itself; where it cannot reach the packages, pip can.
.venv/installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Cashwright needs Python 3.11 or newer (PYTHON=python3.11 make ...)."; exit 1; }
	@$(PYTHON) -m venv .venv || \
		{ echo "Python cannot make a virtual environment (Debian: apt install python3-venv)."; exit 1; }
	@awk '/^uv==/ { found = 1 } found { print } found && !/\\$$/ { exit }' requirements.lock > .venv/uv.txt
	@echo "Installing what requirements.lock names ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r .venv/uv.txt
	@VIRTUAL_ENV=$(CURDIR)/.venv $(BIN)/uv pip install --quiet --require-hashes -r requirements.lock || \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch .venv/installed

clean:  ## forget the environment and every cache
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
