# Everything runs in .venv, which is made on first use; `make help` lists what there is.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PORT ?= 8000
SIMULATE ?= 1
COLLECTOR ?=
ARGS ?=
ALL ?=

VENV := .venv
PY := $(VENV)/bin/python
READY := $(VENV)/.synced
DEVSTACK := $(PY) -m devstack
# Throw-away servers, and none of the settings of a demo that happens to run.
ISOLATED := ENV_FILES= $(DEVSTACK) run --ephemeral --
BEGAN := $(shell date +%s)

.PHONY: demo
demo: $(READY) ## Run the whole store with its servers: PORT=8000, SIMULATE=0 leaves the simulated shoppers out, COLLECTOR=asgi
	@DEVSTACK_BEGAN=$(BEGAN) exec $(DEVSTACK) demo --port $(PORT) $(if $(filter 0 no,$(SIMULATE)),--no-simulate) $(if $(COLLECTOR),--with collector-$(COLLECTOR))

.PHONY: test
test: $(READY) frontend ## Run the test suite with throw-away servers: ARGS="-k search"
	ENV_FILES= $(PY) -m tests $(ARGS)

.PHONY: lint
lint: $(READY) ## Repair and format what can be repaired by itself
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

.PHONY: check
check: $(READY) ## Check style, types, imports, migrations and templates, changing nothing
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy .
	$(VENV)/bin/lint-imports
	$(PY) -m djlint --lint --quiet .
	SECRET_KEY=only-for-this $(ISOLATED) sh -c '$(PY) manage.py makemigrations --check --dry-run && $(PY) manage.py check'

.PHONY: messages
messages: $(READY) ## Bring the translations up to date with the code, and list what is still to be translated
	SECRET_KEY=only-for-this DJANGO_SETTINGS_MODULE=config.settings ENV_FILES= $(PY) -m config.messages

.PHONY: audit
audit: $(READY) ## Compare the locked packages with the published advisories, and list their licences; needs a network
	$(PY) -m pip_audit --disable-pip --require-hashes -r requirements.lock
	$(PY) -m pip_audit --disable-pip --require-hashes -r requirements-dev.lock
	$(DEVSTACK) npm audit --audit-level=moderate
	$(PY) -m tests.licences

.PHONY: bench
bench: $(READY) ## Measure the pipeline: ARGS="--help" lists the measurements
	$(ISOLATED) $(PY) -m bench $(ARGS)

.PHONY: chaos
chaos: $(READY) frontend ## Run the long fault tests: servers and consumers killed, stalled and cut off
	$(ISOLATED) $(PY) -m pytest -m chaos $(ARGS)

.PHONY: docs
docs: $(READY) ## Write the generated documents again and check the links of all
ifneq ($(wildcard */management/commands/export_schemas.py),)
	ENV_FILES= $(PY) manage.py export_schemas
endif
ifneq ($(wildcard */management/commands/export_dictionary.py),)
	ENV_FILES= $(PY) manage.py export_dictionary
endif
	$(PY) docs/check_links.py

.PHONY: frontend
frontend: $(READY)
	$(DEVSTACK) frontend build

.PHONY: clean
clean: ## Remove what was built: ALL=1 also the demo's data, npm packages and the virtual environment
ifneq ($(ALL),)
	if [ -x $(PY) ]; then $(DEVSTACK) remove; fi
	rm -rf frontend/node_modules $(VENV)
endif
	rm -rf frontend/dist staticfiles .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
	find . -name __pycache__ -type d -not -path './$(VENV)/*' -not -path '*/node_modules/*' -prune -exec rm -rf {} +

.PHONY: help
help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  \033[1m%-8s\033[0m %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# The newest Python on the path that is new enough; a fresh machine's plain `python3` may be older.
$(READY): requirements-dev.lock
	@for name in python3.13 python3 python3.14 python3.12; do \
	    if $$name -c 'import sys; sys.exit(sys.version_info < (3, 12))' 2> /dev/null; then python=$$name; break; fi; \
	done; \
	if [ -z "$${python:-}" ]; then \
	    echo "make: Python 3.12 or newer is needed, and 'python3' is not: install one and put it on the PATH." >&2; exit 3; \
	fi; \
	if ! $$python -c 'import ensurepip' 2> /dev/null; then \
	    version=$$($$python -c 'import sys; print("%d.%d" % sys.version_info[:2])'); \
	    echo "make: this Python cannot make virtual environments: install the Debian package python$$version-venv." >&2; exit 3; \
	fi; \
	echo "make: installing the Python packages into $(VENV)" >&2; \
	[ -x $(PY) ] || $$python -m venv $(VENV)
	@# uv at the version and with the digests of the lock file, then everything else by uv.
	@awk '/^uv==/ { found = 1 } found { print } found && !/\\$$/ { exit }' requirements-dev.lock > $(VENV)/uv.txt
	@[ -x $(VENV)/bin/uv ] || $(PY) -m pip install --quiet --require-hashes --no-deps -r $(VENV)/uv.txt
	@$(VENV)/bin/uv pip sync --quiet --compile-bytecode --require-hashes --python $(PY) requirements-dev.lock
	@touch $@
