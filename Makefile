# Baigong 百工. `make demo` to look at it, `make test` to trust it; the rest is listed by `make help`.
.DEFAULT_GOAL := help
SHELL := /bin/bash
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory
unexport PYTHONDONTWRITEBYTECODE

PORT ?= 8000
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
BAIGONG := $(BIN)/baigong
PYTEST := $(BIN)/pytest -p no:cacheprovider
UV := .tools/bin/uv
COMPILE := $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate \
           --custom-compile-command "make locks" --no-emit-index-url
CATALOGUES := $(wildcard src/baigong/locale/*/LC_MESSAGES/django.po)

.PHONY: help install install-dev demo test check test-postgres test-sqlite locks messages bench clean

help: ## what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

# -- set-up: each stamp lies in .venv and is made again when what it depends on changed --------------------------------

$(VENV)/.base: requirements/base.lock requirements/analytics.lock requirements/tools.lock pyproject.toml
	@$(PYTHON) requirements/install.py base analytics
	@touch $@

$(VENV)/.dev: $(VENV)/.base requirements/dev.lock requirements/spark.lock
	@$(PYTHON) requirements/install.py base analytics dev spark
	@touch $@

$(VENV)/.npm: $(VENV)/.base package-lock.json
	@$(PYTHON) requirements/install.py assets
	@touch $@

$(VENV)/.assets: $(VENV)/.npm $(wildcard src/baigong/kernel/ui/assets.py src/baigong/kernel/ui/icons.txt)
	@$(BIN)/python -m baigong.kernel.ui.assets
	@touch $@

%.mo: %.po | $(VENV)/.base
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@

install: $(VENV)/.base $(VENV)/.assets $(CATALOGUES:.po=.mo) ## everything that running needs, into .venv

install-dev: install $(VENV)/.dev ## the same, with the tools of development

# -- running -----------------------------------------------------------------------------------------------------------

demo: install ## the demonstration city on http://localhost:8000, with a worker; Ctrl-C stops both; PORT=… for another port
	@$(BAIGONG) demo --scale small --if-absent
	@$(BAIGONG) serve --host 127.0.0.1 --port $(PORT) --with-worker

# -- proving -----------------------------------------------------------------------------------------------------------

test: check test-postgres test-sqlite ## everything that CI runs; the last line is pytest's own

check: install-dev ## lint, format, types, architecture contracts, templates, migrations: all of them, then the verdict
	@failed=; run() { echo "· $$1"; shift; "$$@" > $(VENV)/check.txt 2>&1 || { cat $(VENV)/check.txt; failed=yes; }; }; \
	run ruff          $(BIN)/ruff check --quiet --output-format concise .; \
	run format        $(BIN)/ruff format --quiet --check .; \
	run mypy          $(BIN)/mypy; \
	run import-linter $(BIN)/lint-imports --no-cache; \
	run djlint        $(BIN)/djlint src --lint --quiet --extension=html; \
	run migrations    $(BAIGONG) makemigrations --check --dry-run; \
	[ -z "$$failed" ]

test-postgres: install-dev ## what depends on the database, again, and the races, on a throwaway PostgreSQL
	@$(BIN)/python -m tests.postgres $(PYTEST) -q -n 2 --dist loadscope tests/kernel tests/contexts tests/concurrency/test_races*.py

test-sqlite: install-dev ## every test on the embedded database, browser journeys among them
	@$(PYTEST) -n 2 --dist loadscope -m "not postgres"

# -- keeping up --------------------------------------------------------------------------------------------------------

locks: install-dev ## resolve the requirement locks and the npm lock anew; no address may stand in them
	@for name in tools node base dev analytics spark; do echo "· requirements/$$name.lock"; \
		(cd requirements && ../$(COMPILE) $$name.in --output-file $$name.lock > /dev/null) || exit 1; done
	@npm install --package-lock-only --silent && $(PYTHON) requirements/lock_npm.py

messages: install-dev ## the English catalogue brought in step with the source; names what still has no English
	@$(BIN)/python -m tools.messages

bench: install-dev ## ratios of pages against a trivial view of the same server
	@$(BIN)/python -m bench pages

clean: ## remove what was installed and built; the data in var/ stays
	@rm -rf $(VENV) .tools node_modules .mypy_cache .ruff_cache .hypothesis src/baigong/kernel/ui/static/vendor
	@find src -name '*.mo' -delete
