# Fremtidens Jobcenter. `make` alone lists what can be done.
.DEFAULT_GOAL := help
.PHONY: help run test lint bench soak seed fmt messages lock audit bootstrap

PYTHON := .venv/bin/python
# Commands that need PostgreSQL and Redis come through this door (see jobcenter/local/).
LOCAL := $(PYTHON) -m jobcenter.local
TEXTS := $(patsubst %.po,%.mo,$(wildcard jobcenter/locale/*/LC_MESSAGES/django.po))
UV = $(shell .ci/find-uv)
export PATH := $(CURDIR)/.venv/bin:$(PATH)

help: ## List these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

# Each recipe hands over with exec, so that Ctrl-C and SIGTERM reach the program itself.

run: bootstrap $(TEXTS) ## Start the demo at http://localhost:8000/ (another port: PORT=8001)
	@exec $(PYTHON) -m jobcenter.local.run

test: bootstrap $(TEXTS) ## Lint, then every test, on servers of its own
	@exec $(LOCAL) --throw-away .ci/test

lint: bootstrap ## The checks that need no browser and take no test
	@exec $(LOCAL) --throw-away .ci/lint

bench: bootstrap $(TEXTS) ## Measure speed; one measurement: BENCH=name
	@LOCAL_DATA_DIR=$${LOCAL_DATA_DIR:-.data/bench} exec $(LOCAL) $(PYTHON) -m tests.bench $(BENCH)

soak: bootstrap $(TEXTS) ## Write under kills until nothing was lost; how many: MESSAGES=1000000
	@exec $(PYTHON) -m tests.soak $(MESSAGES)

seed: bootstrap $(TEXTS) ## Fill the demo with people and conversations (SCALE=national: a million of them)
	@exec $(LOCAL) sh -c 'python manage.py migrate --verbosity 0 && exec python manage.py seed_demo $(if $(SCALE),--scale $(SCALE))'

fmt: bootstrap ## Put code and templates into the house's form
	@ruff check --quiet --fix-only .
	@ruff format --quiet .
	@git ls-files -z 'templates/*.html' | xargs -0 djade || true

messages: bootstrap ## Collect the texts that need a translation
	@exec $(PYTHON) -m jobcenter.translations collect

lock: ## Lock what pyproject.toml asks for (newer versions: LOCKFLAGS=--upgrade)
	@$(UV) lock $(LOCKFLAGS)
	@.ci/strip-addresses uv.lock

audit: bootstrap ## Look for known weaknesses in the locked packages (asks the network)
	@exec pip-audit --require-hashes --disable-pip --requirement .tools/requirements.txt

bootstrap:
	@.ci/bootstrap

# Django reads the compiled catalogues; they are made again when a text has changed.
$(TEXTS): %.mo: %.po | bootstrap
	@$(PYTHON) -m jobcenter.translations compile
