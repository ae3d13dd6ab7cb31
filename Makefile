# `make demo`, `make test`, `make check`: each builds what it needs first.
# uv is taken from PATH; where it is missing, a private one is put into .tools from PyPI.

PYTHON ?= python3
UV := $(shell command -v uv 2>/dev/null)
ifeq ($(UV),)
UV := .tools/bin/uv
TOOLS := .tools/bin/uv
endif
export UV_PYTHON_DOWNLOADS := never
export UV_PYTHON := $(PYTHON)
# Containers often forbid it, and then each process compiles everything anew, for seconds.
export PYTHONDONTWRITEBYTECODE :=

RUN := .venv/bin/python -m
READY := .venv/ready

.PHONY: help demo run doctor test check fix bench chaos kills cities pictures clean

help:
	@echo "make demo     try the bot in a chat page on this machine, no account needed"
	@echo "make doctor   check what is needed to run it on Discord"
	@echo "make run      run it on Discord"
	@echo "make test     run the tests"
	@echo "CONTRIBUTING.md has the rest."

demo: $(READY)
	@.venv/bin/pitstop demo $(ARGS)

run: $(READY)
	@.venv/bin/pitstop run

doctor: $(READY)
	@.venv/bin/pitstop doctor

test: $(READY)
	$(RUN) pytest -n auto --dist worksteal $(ARGS)

check: $(READY)
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	.venv/bin/pyright
	.venv/bin/lint-imports
	@cp .secrets.baseline .venv/secrets # it ends with 3 when known ones are on other lines now
	.venv/bin/detect-secrets-hook --baseline .venv/secrets $$(git ls-files ':!.secrets.baseline') || [ $$? -eq 3 ]
	.venv/bin/python tools/audit.py
	$(RUN) pytest -n auto --dist worksteal

fix: $(READY)
	.venv/bin/ruff check --fix
	.venv/bin/ruff format

bench: $(READY)
	$(RUN) bench.table
	$(RUN) bench.search
	$(RUN) bench.nudges

# Kills the delivering bot a hundred times and counts the messages; then faults and closed DMs, two
# bots of which one is stopped again and again, a day's outage; then shows that it can fail.
chaos: $(READY)
	$(RUN) tests.chaos kills $(ARGS)
	$(RUN) tests.chaos mix
	$(RUN) tests.chaos two
	$(RUN) tests.chaos outage
	$(RUN) tests.chaos kills --nudges 1000 --kills 15 --mutant delete-first --expect-failure
	$(RUN) tests.chaos kills --nudges 1000 --kills 15 --mutant random-nonce --expect-failure

# Kills a restore and a change of keys at every single step, and looks at what each has left.
kills: $(READY)
	$(RUN) pytest tests/backups tests/keys -k killed --every-step $(ARGS)

# The pictures in the README, taken by the browser test on its walk through the demo page.
pictures: $(READY)
	$(RUN) pytest tests/test_browser.py tests/test_journey_pictures.py --pictures docs/pictures

cities: $(READY)
	.venv/bin/python tools/make_cities.py

clean:
	rm -rf .venv .tools

$(READY): pyproject.toml uv.lock $(TOOLS)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Pitstop needs Python 3.11 or newer. Install it, or name it: make PYTHON=python3.12 …"; exit 2; }
	@echo "Putting together what Pitstop needs; this takes a minute, once."
	@$(UV) sync --locked --quiet
	@touch $@

.tools/bin/uv:
	@$(PYTHON) -m venv .tools || { \
	  echo "Python's venv is missing. On Debian and Ubuntu: sudo apt install python3-venv"; exit 2; }
	@.tools/bin/python -m pip install --quiet --disable-pip-version-check uv==0.13.9
