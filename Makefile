# `make` alone lists the targets. Everything runs in .venv/, which `env` makes and keeps up to date.
PYTHON ?= python3.11
BIN := .venv/bin
STAMP := .venv/.made
# pip and Python may be told not to write byte code; without it the start takes three times as long
COMPILE := env -u PYTHONDONTWRITEBYTECODE $(BIN)/python -m compileall -qq

.DEFAULT_GOAL := help
.PHONY: help env run test test-system lint gate bench docs soak

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 14

$(STAMP): requirements.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv || { echo "claimx needs Python 3.11: make env PYTHON=/path/to/python3.11" >&2; exit 1; }
	$(BIN)/python -m pip install --quiet -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --editable .
	-@$(COMPILE) -j 0 .venv/lib
	@touch $@

env: $(STAMP) ## make or update the environment in .venv/
	@$(COMPILE) src flows

run: env ## extract the claims of data/raw/ into data/processed/ (Prefect flow)
	@$(BIN)/python flows/claims.py

test: env ## run the test suite
	@$(BIN)/python -m pytest -m "not system" -n auto --maxprocesses 4

test-system: env ## run the tests that need system packages or a package index
	@$(BIN)/python -m pytest -m system

lint: env ## check style, types and the direction of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

gate: env ## score against gold articles, fail below the floors (ARGS=--raise moves them up)
	@PYTHONPATH=models $(BIN)/python tests/gate/gate.py $(ARGS)

bench: env ## measure start and speed
	@$(BIN)/python benchmarks/bench.py

docs: env ## write the generated pages of docs/
	@$(BIN)/python docs/generate.py

soak: env ## kill runs at random moments and compare with an undisturbed one; log: benchmarks/results/soak.txt
	@mkdir -p benchmarks/results
	@$(BIN)/python benchmarks/soak.py --kills 20 --articles 60 | tee benchmarks/results/soak.tmp
	@mv benchmarks/results/soak.tmp benchmarks/results/soak.txt
