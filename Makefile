# `make` alone says what there is. Everything starts from a bare clone: no step needs another before it.
.DEFAULT_GOAL := help
.PHONY: help run test lint types check-fast faults mutants bench bench-scale contracts manifests parked replay-opinions \
        format lock clean up down

SYSTEM_PYTHON ?= python3
PYTHON := .venv/bin/python
UV_FLAGS := --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
            --no-annotate --no-header
export PYTHONPATH := $(CURDIR):$(CURDIR)/services

help:  ## this table of contents
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-18s %s\n", $$1, $$2 }' Makefile

run:  ## the whole suite on this machine, with a demonstration; Ctrl-C stops it, the data stay
	@$(SYSTEM_PYTHON) deploy/local/run.py

test:  ## lint, types, import contracts and every test, on throw-away servers
	@$(SYSTEM_PYTHON) deploy/local/check.py

check-fast:  ## lint, types and the tests that need no browser
	@$(SYSTEM_PYTHON) deploy/local/check.py lint types tests -- -m "not browser and not faults"

lint:  ## style, import contracts, templates
	@$(SYSTEM_PYTHON) deploy/local/check.py lint

types:  ## mypy --strict
	@$(SYSTEM_PYTHON) deploy/local/check.py types

faults: .venv-test  ## kill, stop, starve, delay and duplicate, then count (SEED=, REPLICAS=2, STAGES=)
	@$(PYTHON) -m tests.faults

mutants: .venv-test  ## change the rules of votes, windows and percentages in small ways: do tests notice? (FLOOR=85 MINUTES=40)
	@$(PYTHON) -m tests.mutants $(if $(FLOOR),--floor $(FLOOR)) $(if $(MINUTES),--minutes $(MINUTES))

bench: .venv-test  ## what each request costs, against a reference of the same run
	@$(PYTHON) -m tests.load.bench

bench-scale: .venv-test  ## how the cost grows with the number of contributions
	@$(PYTHON) -m tests.load.bench --scale

contracts: .venv-test  ## what a change of contracts would break; then rewrite contracts/published
	@$(PYTHON) -m gateway.publish

manifests: .venv-test  ## write what deploys the services, and the import rules, from contracts/*/service.toml
	@$(PYTHON) -m deploy.manifests

parked: .venv-runtime  ## facts that could not be handled; REPLAY=all or a fact's id, SERVICE= for one service
	@for service in $(or $(SERVICE),$(patsubst contracts/%/service.toml,%,$(wildcard contracts/*/service.toml))); do \
	  env $$(cat .run/env/$$service.env) DEMONSTRATION=1 \
	    $(PYTHON) -m chassis.parked $$service $(if $(REPLAY),--replay $(REPLAY)); done

replay-opinions: .venv-test  ## replay recorded statements and votes: FILE=path, BREAK=1 to kill a service and the broker on the way
	@$(PYTHON) -m tests.replay_opinions $(FILE)

format: .venv-test  ## rewrite the code in the one style
	@$(PYTHON) -m ruff check --fix --quiet . ; $(PYTHON) -m ruff format .

lock:  ## compile requirements/*.in again (UPGRADE=1 to take newer releases)
	@$(SYSTEM_PYTHON) -m venv .run/lock && .run/lock/bin/pip install --quiet uv
	@for set in runtime test; do \
	  .run/lock/bin/uv pip compile $(UV_FLAGS) $(if $(UPGRADE),--upgrade) --override requirements/overrides.txt requirements/$$set.in \
	    -o requirements/$$set.txt || exit 1; done

up:  ## PostgreSQL and RabbitMQ alone
	@$(SYSTEM_PYTHON) deploy/local/infra.py up

down:  ## stop PostgreSQL and RabbitMQ
	@$(SYSTEM_PYTHON) deploy/local/infra.py down

clean:  ## forget everything: data, servers, virtual environment, builds
	@$(SYSTEM_PYTHON) deploy/local/infra.py clean
	@rm -rf .venv .run web/node_modules web/static/build .mypy_cache .ruff_cache .pytest_cache .hypothesis

.PHONY: .venv-test .venv-runtime
.venv-test .venv-runtime: .venv-%:  # a phony target has no use for an implicit rule
	@$(SYSTEM_PYTHON) deploy/local/venv.py $*
