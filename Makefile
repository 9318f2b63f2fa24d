# The two commands of the project are `make run` and `make test`; `make check` is the quick one.
# Two environments: .venv (the bot, current Python) and engine/.venv (Rasa, Python 3.10).
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
export UV_PYTHON_DOWNLOADS := never
unexport VIRTUAL_ENV PYTHONPATH PYTHONHOME

PY   := .venv/bin/python
UV   := .tools/bin/uv
SYNC := $(UV) pip sync --quiet --require-hashes

.PHONY: help run test chaos check bench bench-public eval safety release train lock install clean

help:            ## what can be done here
	@grep -hE '^[a-z-]+: .*##' $(MAKEFILE_LIST) | sed -E 's/:.*##/\t/' | expand -t 12

run: .venv/.ready engine/.venv/.ready  ## install, train if needed, start everything
	@.venv/bin/offer run

train: .venv/.ready engine/.venv/.ready  ## train the model if its inputs changed
	@.venv/bin/offer train

test: .venv/.ready-dev engine/.venv/.ready node_modules/.ready  ## every test of both environments
	@bash scripts/test

chaos: .venv/.ready-dev  ## kill the bot 200 times under load and show that nothing is lost: about ten minutes
	@OFFER_CHAOS_KILLS=200 $(PY) -m pytest tests/chaos -s

check: .venv/.ready-dev  ## format, lint, types, content: under a minute
	@bash scripts/check

bench: .venv/.ready-dev engine/.venv/.ready  ## measure the speed of the whole path
	@$(PY) -m tests.bench

bench-public: engine/.venv/.ready  ## the finder on public question sets: PUBLIC=their folder; STOCK=1 for Rasa's own pipeline too
	@TF_CPP_MIN_LOG_LEVEL=3 engine/.venv/bin/python -W ignore -m engine.benchmarks "$(PUBLIC)" $(if $(STOCK),--stock)

eval: .venv/.ready-dev engine/.venv/.ready  ## measure understanding and noticing on the held-back sets
	@$(PY) -m tests.measure

safety: .venv/.ready-dev engine/.venv/.ready  ## measure noticing danger; fails below its bounds (PUBLIC=folder: also public sets)
	@$(PY) -m tests.safety_gate $(if $(PUBLIC),--public "$(PUBLIC)")

release: test safety  ## what must hold before a release: every test, and danger noticed within its bounds

install: .venv/.ready-dev engine/.venv/.ready node_modules/.ready  ## both environments, no start

$(UV): requirements/uv.txt scripts/bootstrap
	@bash scripts/bootstrap

.venv/.ready: requirements/bot.txt pyproject.toml $(UV)
	@bash scripts/install bot

.venv/.ready-dev: requirements/dev.txt .venv/.ready
	@bash scripts/install dev

engine/.venv/.ready: engine/requirements.txt $(UV)
	@bash scripts/install engine

node_modules/.ready: package-lock.json
	@bash scripts/install node

lock: $(UV)      ## renew the lock files from the *.in files
	@bash scripts/lock

clean:           ## remove what the commands installed and made
	rm -rf .venv engine/.venv .tools node_modules .local
