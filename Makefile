# The only door. `make help` lists what is behind it.
SHELL := /bin/bash
PYTHON := .venv/bin/python
PORT ?= 8000
DATA ?= var/run
CODE := shared services embedded tests tools

.PHONY: help setup demo run check format test bench contracts migration newcomer features clean
.DEFAULT_GOAL := help

help: ## list the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):[^#]*## /\1\t/' | expand -t 14

setup:
	@tools/bootstrap

demo: setup ## play the example cases in a fresh house and stay up (PORT, DEMO_EXIT=1)
	@$(PYTHON) -m embedded demo --data var/demo --port $(PORT) $(if $(DEMO_EXIT),--exit)

run: setup ## run the house on what lies in DATA (for example DATA=var/demo)
	@$(PYTHON) -m embedded run --data $(DATA) --port $(PORT)

check: setup ## format, lint, types, import contracts, house and unit tests
	@.venv/bin/ruff format --check -q $(CODE)
	@.venv/bin/ruff check -q $(CODE)
	@.venv/bin/mypy $(CODE)
	@PYTHONPATH=. .venv/bin/lint-imports
	@$(PYTHON) -m pytest tests/unit -q -n 2

format: setup ## put the code into its form
	@.venv/bin/ruff format -q $(CODE)
	@.venv/bin/ruff check -q --fix $(CODE)

test: check ## everything, on real PostgreSQL and RabbitMQ
	@$(PYTHON) tools/with_servers.py $(PYTHON) -m pytest tests -q -n 2 \
		-p tests.support.features --features var/features.json

features: test ## write docs/features.md from what a whole run has shown
	@$(PYTHON) tools/features.py

bench: setup ## speed and size against their bars, one table (BENCH_REPETITIONS=7)
	@$(PYTHON) tools/with_servers.py $(PYTHON) -m tests.load.bench

contracts: setup ## write contracts/ from the code, never breaking what is published
	@$(PYTHON) tools/contracts.py

migration: setup ## write a migration: SERVICE=payment NAME="add a column"
	@$(PYTHON) -m services.$(SERVICE) migration --name "$(NAME)"

newcomer: ## both commands in a clean clone with an empty environment, as an ordinary user
	@tools/newcomer

clean: ## remove what runs have left
	@rm -rf var .mypy_cache .ruff_cache .pytest_cache .hypothesis
