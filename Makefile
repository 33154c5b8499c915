# Every target creates .venv from the hash lock when it is stale; nothing has to be activated.
PYTHON ?= python3
SEEDS ?=
HOME_DIR ?= watchfloor-demo
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install -qq --require-hashes --only-binary=:all:
LINKED := $(BIN)/python -m pip --disable-pip-version-check install -qq --no-deps --no-build-isolation --editable .

.DEFAULT_GOAL := help
.PHONY: help demo run test check bench torture kafka lock licences clean

help: ## List the targets
	@awk -F':.*## ' '/^[a-z]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: .venv/run.stamp ## Seed articles and three sample feeds, all the way to Parquet (SEEDS=dir for your own texts)
	@$(BIN)/watchfloor demo --home $(HOME_DIR) $(if $(SEEDS),--seeds $(SEEDS))

run: .venv/run.stamp ## Poll the configured feeds and process them until stopped
	@$(BIN)/watchfloor run

test: .venv/dev.stamp check ## Everything that must hold, Kafka included where java and mvn are
	$(BIN)/python -m pytest

check: .venv/dev.stamp ## Formatting, lint, types, import directions, licences
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy schemas streams connectors pipelines watchfloor
	$(BIN)/lint-imports
	$(BIN)/python tests/licences.py

bench: .venv/dev.stamp ## Figures, side by side in one run
	$(BIN)/python tests/bench.py

torture: .venv/dev.stamp ## Damaged feeds, kills of both halves, a simulated week of 2,000 feeds: an hour and more
	$(BIN)/python tests/torture_parsers.py --documents 100000
	$(BIN)/python tests/torture.py --kills 300
	$(BIN)/python tests/ingest_kills.py --kills 200
	$(BIN)/python tests/simulated_week.py --feeds 2000

kafka: .venv/dev.stamp ## A real Kafka broker on loopback, for tests and for trying it out
	$(BIN)/python tests/kafka_broker.py

licences: .venv/dev.stamp ## Fail on a copyleft licence in what users install
	$(BIN)/python tests/licences.py

lock: .venv/dev.stamp ## Renew the hash locks from pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --extra dev pyproject.toml -o requirements-dev.lock

clean: ## Remove what the targets made
	rm -rf .venv .cache build dist *.egg-info watchfloor-demo

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "watchfloor needs Python 3.11 or newer: make PYTHON=python3.12 ..." >&2; exit 2; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "python has no venv module; on Debian and Ubuntu: sudo apt-get install python3-venv" >&2; exit 2; }
	@echo "creating .venv" >&2
	@$(PYTHON) -m venv .venv

.venv/run.stamp: requirements.lock pyproject.toml setup.py | .venv/bin/python
	@echo "installing what the hash lock names; once, about a minute" >&2
	@$(PIP) -r requirements.lock
	@$(LINKED)
	@touch $@

.venv/dev.stamp: requirements-dev.lock pyproject.toml setup.py | .venv/bin/python
	@echo "installing what the hash lock names, development tools included; once, about a minute" >&2
	@$(PIP) -r requirements-dev.lock
	@$(LINKED)
	@touch $@ .venv/run.stamp
