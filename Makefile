# Two commands do everything on a machine with Python and make: `make run` and `make test`.
.DEFAULT_GOAL := help
.PHONY: help install run test bench lint locks messages clean
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

help: ## what can be done here
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST)

install: $(VENV)/.installed-base ## the virtual environment with the locked dependencies, and nothing else

run: $(VENV)/.installed-base ## a newsroom on http://localhost:8000 (PORT, DATA_DIR … from the environment)
	@exec $(BIN)/python manage.py serve

test: $(VENV)/.installed-dev ## lint, types, contracts, translations and every test
	@$(BIN)/python -m tests.run

bench: $(VENV)/.installed-dev ## the benchmarks, as ratios
	@$(BIN)/python -m tests.benchmarks
	@$(BIN)/python -m tests.benchmarks.search
	@$(BIN)/python -m tests.benchmarks.queue

lint: $(VENV)/.installed-dev ## the quick checks alone
	@$(BIN)/python -m tests.run --quick

messages: $(VENV)/.installed-dev ## collect the strings to be translated
	@$(BIN)/python manage.py messages

locks: $(VENV)/.installed-dev ## write requirements/*.txt anew from pyproject.toml (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
	  --no-annotate --no-emit-index-url --no-emit-find-links -o requirements/base.txt pyproject.toml
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
	  --no-annotate --no-emit-index-url --no-emit-find-links --group dev -c requirements/base.txt \
	  -o requirements/dev.txt pyproject.toml
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
	  --no-annotate --no-emit-index-url --no-emit-find-links --extra triage \
	  -c requirements/base.txt -o requirements/triage.txt pyproject.toml

clean: ## remove what was built; the data in var/ stays
	rm -rf $(VENV) staticfiles .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or newer is needed; set PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -m venv $(VENV) \
	  || { echo "Python's venv module is missing (on Debian: apt install python3-venv)"; exit 1; }

$(VENV)/.installed-%: requirements/%.txt | $(BIN)/python
	@echo "Installing what $< names …"
	@# The locks are complete: nothing has to be resolved.
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps \
	  --only-binary :all: -r $<
	@touch $@
