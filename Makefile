# Leerwijs. The two commands: `make start` and `make test`.
# Each target sets up what it needs; nothing but Python 3 and make is expected of the machine.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help setup setup-dev start test train check-knowledge knowledge evaluate bench knowledge-report pins lint types \
        test-engine test-service test-dialogue test-widget test-e2e chromium widget clean

ENGINE  := .venv/engine/bin/python
SERVICE := .venv/service/bin/python

help:            ## show this list
	@grep -hE '^[a-z-]+: .*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1 \t/' | expand -t 30
	@grep -hE '^[a-z-]+: +## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+): +## /  make \1 \t/' | expand -t 30 | sort -u

setup:
	@python3 ops/bootstrap.py

setup-dev:
	@python3 ops/bootstrap.py --dev

knowledge: setup
	@$(SERVICE) -m knowledge compile --out build/knowledge.sqlite

train: setup     ## train the model if its inputs changed
	@$(SERVICE) -m ops.train

start: setup knowledge   ## start everything and print the address of the page
	@$(SERVICE) -m ops.train >/dev/null
	@$(SERVICE) -m ops.stack

check-knowledge: setup   ## check every record, and say what is wrong with which
	@$(SERVICE) -m knowledge check

knowledge-report: setup  ## what is due for review, unknown or old
	@$(SERVICE) -m knowledge report

evaluate: setup  ## how well it understands, on text that did not shape it
	@$(SERVICE) -m ops.train >/dev/null
	@$(ENGINE) -m tests.evaluation.evaluate

bench: setup-dev knowledge  ## overhead and speed of the whole stack
	@$(SERVICE) -m ops.train >/dev/null
	@$(SERVICE) -m tests.bench.turns

test: setup-dev  ## everything: lint, types, unit, knowledge, dialogue, browser
	@bash ops/test.sh

pins:            ## compile requirements/*.txt anew from pyproject.toml
	@bash ops/pins.sh

clean:           ## remove what was built (not the environments)
	rm -rf build var .pytest_cache .mypy_cache .ruff_cache .hypothesis
