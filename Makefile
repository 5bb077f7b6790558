# The project's commands; `make` lists them. What is installed is remembered in stamp files under
# .venv/: nothing is installed again until a requirements file changes.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
MAKEFLAGS += --no-builtin-rules

PYTHON ?= python3
PORT ?= 8000
ARGS ?=
# One more than cores: some tests wait for servers.
WORKERS ?= $(shell expr $$(nproc) + 1)

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
DEMO := DJANGO_SETTINGS_MODULE=settings.demo $(BIN)/python manage.py demo
SCRIPTS := $(wildcard bin/* docker/*/*.sh docker/*/*/*.sh .ci/run)
# What is compiled is kept, whatever the environment says: tests start two hundred processes.
PYTEST := env -u DJANGO_SETTINGS_MODULE -u PYTHONDONTWRITEBYTECODE $(BIN)/python -m pytest

##@ See it
.PHONY: demo demo-reset
demo: $(VENV)/.base ## Serve three demonstration tenants on http://127.0.0.1:8000 (PORT=8001 for another port)
	@exec env $(DEMO) serve --port $(PORT)

demo-reset: $(VENV)/.base ## Throw the demonstration's data away and make it anew
	@$(DEMO) reset

##@ Prove it
.PHONY: test test-mysql test-postgresql test-sqlite coverage lint bench bench-admin bench-faults
test: $(VENV)/.test ## Run the tests on private servers (ARGS="tests/domain -k merge" goes to pytest)
	$(PYTEST) -n $(WORKERS) --dist loadfile $(ARGS)

test-mysql test-postgresql test-sqlite: CORE = $(PYTEST) -n $(WORKERS) --dist loadfile @tests/core.txt $(ARGS)
test-mysql: $(VENV)/.test ## Run the core of the tests (tests/core.txt) on a private MariaDB
	$(CORE)

test-postgresql: $(VENV)/.test ## Run the core of the tests on a private PostgreSQL
	$(BIN)/python -m tests.support.servers.postgresql $(CORE)

test-sqlite: $(VENV)/.test ## Run the core of the tests on SQLite
	POSEIDON_TEST_DATABASE_URL=sqlite:/// $(CORE)

coverage: $(VENV)/.test ## Run the tests and write htmlcov/index.html
	$(PYTEST) -n $(WORKERS) --dist loadfile --cov --cov-report=term --cov-report=html $(ARGS)

lint: export DJANGO_SETTINGS_MODULE := settings.testing
lint: export POSEIDON_TEST_DATABASE_URL := sqlite:///
lint: $(VENV)/.test ## Check style, types, imports, Dockerfile, compose file, scripts, migrations of every alias, and Django's own checks
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/hadolint Dockerfile
	$(BIN)/check-jsonschema --builtin-schema vendor.compose-spec docker-compose.yml
	$(BIN)/shellcheck $(SCRIPTS)
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python manage.py check --fail-level WARNING

bench: $(VENV)/.test ## Measure side by side against other ways to do it (benchmarks/)
	@bin/install-bench-packages
	$(BIN)/python -m benchmarks $(ARGS)

bench-admin: $(VENV)/.test ## Measure the admin's list of a million people beside Django's own (five minutes)
	$(BIN)/python -m benchmarks admin $(ARGS)

bench-faults: $(VENV)/.test ## Measure what people notice of servers that are late, dead or hung (four minutes)
	$(BIN)/python -m benchmarks faults $(ARGS)

##@ Work on it with Docker
.PHONY: up down logs
up: ## Start MySQL, a parameter store, a mail catcher and the application (PORT=8001 for another port)
	@bin/make-secrets
	docker compose up --build --detach --wait $(ARGS)
	@echo "Poseidon: http://127.0.0.1:$(PORT)/, who can sign in: var/development/credentials.json; mail: http://127.0.0.1:8025/"

down: ## Stop them; the data stays (ARGS=--volumes removes it)
	docker compose down $(ARGS)

logs: ## Follow what they say (ARGS=web for one of them)
	docker compose logs --follow $(ARGS)

##@ House
.PHONY: help venv clean
help: ## List these commands
	@awk 'BEGIN {FS = ":.*## "} \
	  /^##@/ {printf "\n%s\n", substr($$0, 5)} \
	  /^[a-z-]+:.*## / {printf "  make %-15s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

venv: $(VENV)/.test ## Install everything that development and tests need into .venv

clean: ## Remove what these commands made: .venv, var, caches (but var/secrets, which Docker's data needs)
	find var -mindepth 1 -maxdepth 1 ! -name secrets -exec rm -rf {} + 2>/dev/null || true
	rm -rf $(VENV) htmlcov .coverage .coverage.* .mypy_cache .ruff_cache .pytest_cache .hypothesis \
	  .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# A demonstration needs wheels only: no compiler, no root, no database server.
$(VENV)/.base: requirements/base.txt | $(BIN)/python
	@echo "Installing requirements/base.txt"
	@$(PIP) --only-binary :all: -r requirements/base.txt
	@touch $@

$(VENV)/.test: requirements/base.txt requirements/mysql.txt requirements/postgresql.txt requirements/test.txt | $(VENV)/.system $(BIN)/python
	@echo "Installing requirements/test.txt"
	@$(PIP) -r requirements/test.txt
	@touch $@ $(VENV)/.base

# Looked at every time, since it costs nothing when all is there, and changes nothing in .venv.
.PHONY: $(VENV)/.system
$(VENV)/.system:
	@bin/install-system-packages

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.12")'
	@$(PYTHON) -m venv $(VENV)
