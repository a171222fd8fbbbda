# Leerwijs. The two commands: `make start` and `make test`.
# Each target sets up what it needs; nothing but Python 3 and make is expected of the machine.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help setup setup-dev knowledge train start check-knowledge knowledge-report evaluate bench bench-search \
        evaluate-search bench-desk bench-widget call evaluate-voice bench-voice recogniser test pins clean

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

start: setup knowledge   ## start everything and print the address of the page (START="--port 8090" and the like)
	@$(SERVICE) -m ops.train >/dev/null
	@$(SERVICE) -m ops.stack $(START)

check-knowledge: setup   ## check every record, and say what is wrong with which
	@$(SERVICE) -m knowledge check

knowledge-report: setup  ## what is due for review, unknown or old
	@mkdir -p build && $(SERVICE) -m channels gaps >build/gaps.json
	@$(SERVICE) -m knowledge report --asked build/gaps.json

evaluate: setup knowledge  ## how well it understands, on text that did not shape it
	@$(SERVICE) -m ops.train >/dev/null
	@$(ENGINE) -W ignore -m tests.evaluation.evaluate
	@$(SERVICE) -m tests.evaluation.conversations

bench: setup-dev knowledge  ## overhead and speed of the whole stack
	@$(SERVICE) -m ops.train >/dev/null
	@$(SERVICE) -m tests.bench.turns

bench-search: setup-dev  ## speed, size and memory of the search at national volume
	@$(SERVICE) -m tests.bench.search

evaluate-search: setup-dev  ## how well the search finds what people mean
	@$(SERVICE) -m tests.evaluation.search

bench-desk: setup-dev knowledge  ## how soon a citizen and an adviser see each other, 200 chats on two gateways
	@$(SERVICE) -m tests.bench.desk

bench-widget: setup-dev  ## what the widget costs a page and a device
	@ops/chromium.sh
	@$(SERVICE) -m tests.bench.widget

call: setup knowledge  ## a telephone in the terminal: call the line (CALL="--provider jambonz" and the like)
	@$(SERVICE) -m ops.train >/dev/null
	@$(SERVICE) -m ops.telephone $(CALL)

evaluate-voice: setup knowledge  ## how well callers are understood, in text and (with make recogniser) in sound
	@$(SERVICE) -m ops.train >/dev/null
	@$(SERVICE) -m tests.evaluation.voice

bench-voice: setup knowledge  ## from webhook to document, with 20 calls at once
	@$(SERVICE) -m ops.train >/dev/null
	@$(SERVICE) -m tests.bench.voice

recogniser: setup  ## install a local recogniser of Dutch speech (optional, 400 MB; see docs/telefoon.md)
	@bash ops/recogniser.sh

test: setup-dev  ## everything: lint, types, unit, knowledge, dialogue, browser
	@bash ops/test.sh

pins:            ## compile requirements/*.txt anew from pyproject.toml
	@bash ops/pins.sh

clean:           ## remove what was built (not the environments, not the data in var/)
	rm -rf build .pytest_cache .mypy_cache .ruff_cache .hypothesis
