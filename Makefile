# Everything a person or the pipeline does with this project. `make help` lists it.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= python3
SIZES ?= 1000,10000,100000
PARTS ?= sqlite,postgresql,stock,lighthouse,engine
BIN := .venv/bin
PY := $(BIN)/python
SETTINGS := DJANGO_SETTINGS_MODULE=shop.settings.test

.PHONY: help setup dev run serve reset test test-fast check format lint types imports \
	migrations-check templates deploy-check dependencies security demo-check stock-audit \
	messages lock bench soak

help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sort | \
		awk -F ':.*## ' '{printf "  make %-18s %s\n", $$1, $$2}'

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; this is $$($(PYTHON) -V)."; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo "Python's venv is missing. Install it first (Debian, Ubuntu: apt install python3-venv)."; exit 1; }
	@echo "Menyiapkan lingkungan Python (sekali saja) …"
	@$(PYTHON) -m venv .venv

.venv/ready: requirements.lock | .venv/bin/python
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

.venv/ready-dev: requirements-dev.lock .venv/ready
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

setup: .venv/ready ## Create the environment that running needs
dev: .venv/ready-dev ## Add what tests and checks need

run: setup ## Shop, website, desk, worker and sandbox marketplace with demo data (PORT=, SANDBOX_PORT=)
	@exec $(PY) -m shop.run demo

serve: setup ## The same for real use: no demo data, data in var/live (PORT=, SITE_URL=)
	@exec $(PY) -m shop.run serve

reset: ## Throw the demo away and start over with the next `make run` (var/live stays)
	@rm -rf var/lapak.sqlite3* var/sandbox.sqlite3* var/media var/private var/mail var/stamps \
		var/env var/demo-logins.txt
	@echo "Data contoh dihapus. 'make run' mengisinya lagi."

demo-check: setup ## With `make run` running: how fast a sale reaches the other side
	@$(PY) manage.py demo_check

test: dev ## The whole suite on SQLite and, where a server is found, on PostgreSQL
	@$(PY) -m tests.suite

test-fast: dev ## SQLite only, without browser and many-process tests
	@$(PY) -m pytest -q -m "not browser and not processes"

check: dev format-check lint types imports migrations-check templates deploy-check dependencies security ## All static checks

format: dev ## Rewrite the code in the one format
	@$(BIN)/ruff format -q . && $(BIN)/ruff check -q --fix .

.PHONY: format-check
format-check: dev
	@$(BIN)/ruff format -q --check .

lint: dev ## Style and likely bugs
	@$(BIN)/ruff check -q .

types: dev ## Static types; strict for channels, connectors and stock
	@$(BIN)/mypy

imports: dev ## The layers: imports point down only
	@$(BIN)/lint-imports

migrations-check: dev ## Models and migrations agree
	@$(SETTINGS) $(PY) manage.py makemigrations --check --dry-run -v1

templates: dev ## Lint the templates
	@$(BIN)/djlint templates --lint --quiet

deploy-check: dev ## Django's deployment check with production settings is empty
	@SITE_URL=https://lapak.example SECRET_KEY=$$($(PY) -c 'import secrets; print(secrets.token_urlsafe(60))') \
		FIELD_KEYS=$$($(PY) -c 'import base64,os; print(base64.urlsafe_b64encode(os.urandom(32)).decode())') \
		VAR_DIR=$$(mktemp -d) DJANGO_SETTINGS_MODULE=shop.settings.many \
		$(PY) manage.py check --deploy --fail-level WARNING

dependencies: dev ## Every import is declared, every dependency used, no addresses in the lock files
	@$(BIN)/deptry . && ! grep -nE 'https?://' requirements.lock requirements-dev.lock package-lock.json

security: dev ## Known insecure constructs
	@$(BIN)/bandit -q -c pyproject.toml --severity-level medium -r catalog shop integrations cms desk

bench: dev ## Measure beside stock Oscar and with Lighthouse, write docs/reference/performance.md (SIZES=, PARTS=)
	@if command -v npm >/dev/null; then npm ci --ignore-scripts --silent; fi
	@$(PY) -m tests.bench --sizes $(SIZES) --parts $(PARTS)

soak: dev ## Sell while everything breaks, then check (SECS=, SEED=, FULL=1, ESCROW=1, PLANT=, DATABASE_URL=)
	@SECS=$(SECS) SEED=$(SEED) FULL=$(FULL) ESCROW=$(ESCROW) PLANT=$(PLANT) STOCK=$(or $(STOCK),1) $(PY) -m tests.soak

.PHONY: reference
reference: dev ## Write the pages of docs/reference that come from the code
	@$(PY) -m shop.catalogs
	@for page in errors personal_data permissions channels; do \
		case $$page in channels) file=channels/README ;; *) file=$${page//_/-} ;; esac; \
		$(SETTINGS) $(PY) manage.py $${page}_reference > docs/reference/$$file.md.new && \
			mv docs/reference/$$file.md.new docs/reference/$$file.md || exit 1; \
	done

.PHONY: connector
connector: dev ## Begin a new channel: folder, samples, tests, page (NAME=toko_kita, LABEL="Toko Kita")
	@$(PY) -m integrations.scaffold "$(NAME)" --label "$(LABEL)"

stock-audit: setup ## Do the counters equal the sum of their movements?
	@$(PY) manage.py stock_audit

messages: dev ## Compile the translations
	@$(PY) -m shop.catalogs

lock: dev ## Resolve the lock files anew from pyproject.toml
	@$(BIN)/uv pip compile pyproject.toml --generate-hashes --universal --python-version 3.11 \
		--no-header --no-annotate --quiet -o requirements.lock
	@$(BIN)/uv pip compile pyproject.toml --group dev --generate-hashes --universal --python-version 3.11 \
		--no-header --no-annotate --quiet -o requirements-dev.lock
	@if command -v npm >/dev/null; then npm install --package-lock-only --ignore-scripts --silent && $(PY) -m tests.bench.npm_lock; fi
