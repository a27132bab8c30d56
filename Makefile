# Everything a person or a machine does with this repository. “make” alone lists the targets.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
PORT ?= 8000
KILLS ?= 200
HOMES ?= 40,400,4000
VENV := .venv
BIN := $(VENV)/bin
STAMPS := $(VENV)/stamps
PACKAGES := accounts actions audits core deadlines delivery governance homes inspections qa_portal questionnaires records reg44 reg45 voice
# The Debian packages that a wheel cannot bring: the text layout of WeasyPrint and the fonts of the reports.
SYSTEM := libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-liberation fonts-dejavu-core
PYTEST := $(BIN)/python -m pytest --durations=5 --durations-min=1
# On both processors, with tables straight from the models: running every migration takes 15 seconds. Demonstration, processes and PostgreSQL run them.
QUICKLY := $(PYTEST) -n 2 --dist loadgroup --nomigrations

export PYTHONDONTWRITEBYTECODE ?=
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help setup demo run test test-browser test-axe-all test-access test-documents test-hostile test-slow test-postgres chaos chaos-real soak \
	check format bench bench-pages bench-sweep lock clean run-real secret audit ci

help:  ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-16s %s\n", $$1, $$2}'

setup: $(STAMPS)/assets  ## install what is missing: Debian packages (as root), .venv from the lock file, the style sheet
	@echo "Everything is installed."

$(STAMPS)/system: Makefile scripts/system_packages.sh
	@scripts/system_packages.sh python3-venv $(SYSTEM)
	@mkdir -p $(@D) && touch $@

$(STAMPS)/python: requirements-dev.lock $(STAMPS)/system
	@scripts/virtual_environment.sh $(PYTHON) $(VENV) requirements-dev.lock
	@mkdir -p $(@D) && touch $@

$(STAMPS)/assets: package-lock.json core/management/commands/fetch_assets.py $(STAMPS)/python
	@scripts/assets.sh $(BIN)/python
	@touch $@

demo: setup  ## the portal with a fictional council on PORT (8000), until Ctrl-C
	@exec env QA_MODE=demo QA_SITE_URL=http://127.0.0.1:$(PORT) $(BIN)/python manage.py up --demo --port $(PORT)

run: setup  ## the portal on PORT without fictional data; settings from the environment (docs/running.md)
	@exec $(BIN)/python manage.py up --port $(PORT)

test: setup  ## unit, integration and architecture tests, for all day (under two minutes)
	$(QUICKLY) -m "not slow and not access and not parallel" --ignore tests/integration/hostile tests/unit tests/integration tests/architecture

test-access: setup  ## every address and page against everybody, and every button pressed many times at once
	$(QUICKLY) -m "access or parallel" tests/integration tests/architecture

test-hostile: setup  ## every address against what no honest browser sends
	$(QUICKLY) tests/integration/hostile

test-documents: setup  ## the PDF and Word files
	$(QUICKLY) tests/documents

test-browser: setup  ## whole journeys in a real browser, with and without JavaScript
	@scripts/system_packages.sh chromium
	DJANGO_ALLOW_ASYNC_UNSAFE=true $(QUICKLY) tests/journeys

test-axe-all: setup  ## every page in every state against every rule of accessibility at three widths (20 minutes)
	@scripts/system_packages.sh chromium
	QA_AXE=all DJANGO_ALLOW_ASYNC_UNSAFE=true $(QUICKLY) -rfEP tests/journeys/test_accessible.py

chaos: setup  ## killed processes, double work, clocks that jump: a short run
	@scripts/system_packages.sh chromium
	DJANGO_ALLOW_ASYNC_UNSAFE=true $(PYTEST) -m "not slow" tests/chaos

chaos-real: setup  ## time limits while worker, beat, Redis and PostgreSQL fail, real processes all of them
	@DJANGO_ALLOW_ASYNC_UNSAFE=true scripts/with_services.sh $(PYTEST) $(FAULTS) tests/chaos/test_real_processes.py

soak: setup  ## all of tests/chaos with KILLS (200) kills
	@scripts/system_packages.sh chromium
	QA_KILLS=$(KILLS) DJANGO_ALLOW_ASYNC_UNSAFE=true $(PYTEST) tests/chaos

test-slow: setup  ## what is not for all day
	$(QUICKLY) -m "slow and not access" tests/unit tests/integration tests/architecture

test-postgres: setup  ## unit and integration tests on PostgreSQL (DATABASE_URL, else one found or started here)
	@scripts/with_services.sh $(PYTEST) -n 2 --dist loadgroup -m "not slow and not access" $(or $(TESTS),tests/unit tests/integration tests/postgres)

check: setup  ## style, templates, types, import contract, migrations, deployment settings
	@PATH="$(CURDIR)/$(BIN):$$PATH" scripts/check.sh $(PACKAGES)

format: setup  ## put code and templates into the house style
	$(BIN)/ruff check --fix . && $(BIN)/ruff format .
	git ls-files -z '*.html' | xargs -0r $(BIN)/djhtml --tabwidth 2

bench: setup bench-pages bench-sweep  ## every measurement, as docs/bench.md keeps them

bench-pages: setup  ## time and queries of pages, autosave and documents; quality of the anonymity check
	QA_MODE=demo $(BIN)/python manage.py bench

bench-sweep: setup  ## the sweep and the board of deadlines with HOMES (40,400,4000) homes, on a PostgreSQL of its own
	QA_MODE=demo scripts/with_services.sh $(BIN)/python manage.py bench_sweep --homes $(HOMES)

lock:  ## write the lock files again from pyproject.toml
	@PATH="$(CURDIR)/$(BIN):$$PATH" scripts/lock.sh

audit: setup  ## known weaknesses in the locked packages
	$(BIN)/pip-audit --require-hashes --disable-pip -r requirements.lock

secret: setup  ## a new QA_SECRET_KEY
	@$(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(64))'

run-real: setup  ## web, worker and beat as docker-compose.yml starts them, on real PostgreSQL and Redis, until Ctrl-C
	@QA_MODE=demo QA_SITE_URL=http://127.0.0.1:$(PORT) PORT=$(PORT) exec scripts/with_services.sh $(BIN)/python deploy/run_real.py

ci:  ## what .ci/run does
	@bash .ci/run

clean:  ## remove everything made here: environment, data of the demonstration, caches
	rm -rf $(VENV) var node_modules static/vendor .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
