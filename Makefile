# Followthrough: everything a fresh machine needs is Python 3.11 or newer and make.
PYTHON ?= python3
BIN    := .venv/bin
INSTALL = $(BIN)/python requirements/install.py --no-deps
export DO_NOT_TRACK := 1
export PREFECT_SERVER_ANALYTICS_ENABLED := false
# Each run of a flow is a process of its own: what Python compiled for one, it keeps for the next.
unexport PYTHONDONTWRITEBYTECODE
# One more than there are cores, since one of them mostly waits for Prefect.
WORKERS := $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1)
UNIT := tests/unit tests/semantics/test_ladder.py tests/semantics/test_lateness.py
LONG := tests/faults tests/integration/packs/test_pdf_validators.py tests/integration/packs/test_short_packs.py tests/unit/notifications/test_returned.py

.PHONY: help run test unit check laws long fuzz bench browser samples lock clean

help:  ## Show this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

run: .venv/.run  ## Start everything; ONCE=1 ends after the table
	@$(BIN)/python -m flows $(if $(ONCE),--once)

test: .venv/.test  ## The whole suite, servers included, on all cores
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder

unit: .venv/.test  ## What needs no server and no database
	@$(BIN)/python -m pytest $(UNIT) -q -n $(WORKERS)

check: .venv/.test  ## Lint, types, import contracts
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache

SEED ?= $(shell date +%s)

laws: .venv/.test  ## The laws on over 10,000 made-up cases, then branch coverage of rules/; SEED=number repeats
	@$(BIN)/python -m pytest $(UNIT) tests/laws -q -p tests.laws.profiles --hypothesis-seed=$(SEED)
	@$(BIN)/python -m coverage run -m pytest $(UNIT) -q
	@$(BIN)/python -m coverage report

long: .venv/.test  ## What tests try a little, much: 500 kills, 10,000 owners and spoilt mails, large packs
	@FOLLOWTHROUGH_LONG=1 $(BIN)/python -m pytest -q $(LONG)

fuzz: .venv/.test  ## 10,000 spoilt files of each kind that people hand in: read, or refused in sentences
	@FOLLOWTHROUGH_LONG=1 $(BIN)/python -m pytest -q -p no:randomly tests/integration/reading/test_mutations.py

bench: .venv/.bench  ## Speed and memory, as ratios against named references (about half an hour)
	@$(BIN)/python -m benchmarks.decide
	@$(BIN)/python -m benchmarks.plan_file
	@$(BIN)/python -m benchmarks.later_file
	@$(BIN)/python -m benchmarks.preview
	@$(BIN)/python -m benchmarks.render
	@$(BIN)/python -m benchmarks.daily_check --database sqlite
	@$(BIN)/python -m benchmarks.daily_check --database postgresql
	@$(BIN)/python -m benchmarks.delivery
	@$(BIN)/python -m benchmarks.packs --large

browser: .venv/.browser  ## Look at the mails in a real browser; PICTURES=1 makes docs/pictures/mails anew
	@$(BIN)/python -m pytest tests/browser
	@$(if $(PICTURES),$(BIN)/python -m tests.browser.make_mail_pictures)

samples: .venv/.run  ## Play the invented year again and make docs/sample-packs anew
	@rm -rf var/sample-packs
	@$(BIN)/python -m examples.sample_year.make_sample_packs var/sample-packs
	@cp var/sample-packs/*.html var/sample-packs/progress-pack-improvement-board-2027-06-10-1.0.[dp]* docs/sample-packs/

# The GOV.UK Notify client declares docopt for a program that it does not bring, and no wheel of
# it exists. rfc3987-syntax is wanted by a check of our list of parts alone, and builds a grammar
# for 1.6 seconds wherever Prefect is imported. So they are left out, and installations take what
# is locked and look for nothing more.
LOCK = @$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-strip-extras \
  --no-header --no-emit-index-url --no-emit-package docopt \
  --no-emit-package rfc3987-syntax --no-emit-package lark $(if $(UPGRADE),--upgrade)

lock: .venv/.test  ## Write the lock files and the list of parts; UPGRADE=1 takes the newest
	$(LOCK) requirements/pip.in -o requirements/pip.txt
	$(LOCK) requirements/run.in -o requirements/run.txt
	$(LOCK) requirements/test.in -c requirements/run.txt -o requirements/test.txt
	$(LOCK) requirements/bench.in -c requirements/test.txt -o requirements/bench.txt
	$(LOCK) requirements/browser.in -c requirements/test.txt -o requirements/browser.txt
	@$(BIN)/python requirements/parts.py

clean:  ## Remove the environment and the data folder
	rm -rf .venv var

.venv/.pip: requirements/pip.txt
	@$(PYTHON) -c 'import sys; sys.exit("Followthrough needs Python 3.11 or newer; this is " + sys.version.split()[0] if sys.version_info < (3, 11) else 0)'
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/pip.txt
	@touch $@

.venv/.run: .venv/.pip requirements/run.txt pyproject.toml
	@echo "Installing what the service runs on ..."
	@$(INSTALL) --require-hashes -r requirements/run.txt
	@$(INSTALL) --no-build-isolation --editable .
	@touch $@

.venv/.test: .venv/.run requirements/test.txt
	@echo "Installing what the tests need ..."
	@$(INSTALL) --require-hashes -r requirements/test.txt
	@touch $@

.venv/.bench: .venv/.test requirements/bench.txt
	@echo "Installing what benchmarks compare with ..."
	@$(INSTALL) --require-hashes -r requirements/bench.txt
	@touch $@

.venv/.browser: .venv/.test requirements/browser.txt
	@echo "Installing what looking at mails needs ..."
	@$(INSTALL) --require-hashes -r requirements/browser.txt
	@test -x /usr/bin/chromium || (apt-get update -qq && apt-get install -y -qq chromium) || \
	  (echo "make browser needs Debian's Chromium at /usr/bin/chromium: install the package chromium."; exit 1)
	@touch $@
