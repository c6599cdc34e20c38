# The two commands are `make run` and `make test`; the others serve them.
SHELL := /bin/bash
PYTHON ?= $(shell command -v python3.11 || command -v python3.12 || command -v python3.13 || command -v python3)
PORT ?= 8000
VENV := .venv
PY := $(VENV)/bin/python
export QIAO_BASE_URL ?= http://127.0.0.1:$(PORT)
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: run ready test check lighthouse bench screenshots messages demo-json python shell clean
.DEFAULT_GOAL := run

# Serve the demo on this machine: http://127.0.0.1:8000, or PORT=8001 make run
run: $(VENV)/.site
	@$(PY) manage.py prepare --serve 127.0.0.1:$(PORT)

ready: $(VENV)/.site
	@$(PY) manage.py prepare

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed and was not found: install it, or name it with PYTHON=…"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: name it with PYTHON=…"; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.site: requirements.txt | $(VENV)/bin/python
	@echo "Installing what the site needs …" >&2
	@$(VENV)/bin/pip install --quiet --no-input --requirement requirements.txt >&2
	@touch $@

$(VENV)/.dev: requirements-dev.txt requirements.txt | $(VENV)/bin/python
	@echo "Installing what the tests need …" >&2
	@$(VENV)/bin/pip install --quiet --no-input --requirement requirements-dev.txt >&2
	@touch $@ $(VENV)/.site

# Every check and every test; what a machine lacks is listed as skipped, and in CI nothing is.
test: $(VENV)/.dev
	@$(PY) tests/run.py

# The checks alone, without the tests.
check: $(VENV)/.dev
	@$(PY) tests/run.py --checks

# Lighthouse's points for the main pages on a slow phone: ARGS="--pages lesson --languages ru --runs 3" for a part.
lighthouse: $(VENV)/.dev
	@$(PY) manage.py frontend --dev
	@$(PY) -m tests.bench.lighthouse $(ARGS)

# Pages a second beside a bare view, on PostgreSQL and Redis: ARGS="--seconds 2 --rounds 1" for a quick look.
bench: $(VENV)/.dev
	@$(PY) manage.py frontend --dev
	@$(PY) -m tests.bench.throughput $(ARGS)

# Pictures of the main pages and of every block into var/screenshots/: ARGS="--languages ru --modes touch" for a part,
# ARGS=--guide for those of docs/for-editors.md.
screenshots: $(VENV)/.dev
	@$(PY) -m tests.bench.screenshots $(ARGS)

# Write new interface strings into locale/ (needs gettext).
messages:
	@$(PY) manage.py makemessages --all --ignore 'node_modules/*' --ignore '.venv/*' --ignore 'var/*' --ignore 'tests/*' --no-location

demo-json: $(VENV)/.site
	@$(PY) manage.py prepare --quiet >&2
	@$(PY) manage.py demo --json

# The environment's Python with the project importable: make -s python ARGS="-c 'import qiao.chinese'"
python: $(VENV)/.site
	@PYTHONPATH=site:. DJANGO_SETTINGS_MODULE=$${DJANGO_SETTINGS_MODULE:-config.settings.development} $(PY) $(ARGS)

clean:
	rm -rf $(VENV) var node_modules
