# make demo   set everything up and run the whole loop; Ctrl-C stops it
# make test   set up what the tests need and run all of them
# make clean  stop and remove all that these made (CACHE=keep leaves the downloads)

PYTHON  ?= python3
MODULES ?=
PYTEST  ?=
# how many parts of `make test` run side by side
JOBS    ?= 2

ENVIRONMENT = @$(PYTHON) demo/runtime/environment.py
BIN         = .venv/bin
# No missing-readme: README.rst is made of readme/*.md on publication. No merging of inherited
# classes: a mixin of many concerns has a file for each. The order of the options counts.
PYLINT_CHECKS = --disable=all --enable=odoolint \
	--disable=missing-readme,consider-merging-classes-inherited
# those that take longest first, so that both lanes end at about the same time
PARTS       = test-odoo test-python test-browser test-adapters lint
ADAPTERS    = tests/adapters tests/sap_server

.PHONY: demo test $(PARTS) lint-ruff lint-pyright lint-pylint lint-imports bench format clean help
.DEFAULT_GOAL := help

help:
	@sed -n 's/^# //p' Makefile | head -3

demo:
	$(ENVIRONMENT) demo
	@$(BIN)/python -m demo.runtime.wkhtmltopdf
	@$(BIN)/quality-loop demo up

test:
	$(ENVIRONMENT) dev
	@$(BIN)/python -m demo.runtime.side_by_side --jobs $(JOBS) -- $(PARTS)

# every hook of .pre-commit-config.yaml, the parts below among them
lint:
	$(ENVIRONMENT) dev
	@PRE_COMMIT_HOME=.quality-loop/pre-commit $(BIN)/pre-commit run --all-files --show-diff-on-failure

lint-ruff:
	$(ENVIRONMENT) dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

lint-imports:
	$(ENVIRONMENT) dev
	$(BIN)/lint-imports

lint-pyright:
	$(ENVIRONMENT) dev
	$(BIN)/pyright

lint-pylint:
	$(ENVIRONMENT) dev
	$(BIN)/pylint --rcfile=pyproject.toml $(PYLINT_CHECKS) $(wildcard erp_addon/*/)

test-python:
	$(ENVIRONMENT) dev
	$(BIN)/pytest -m "not browser" $(ADAPTERS:%=--ignore=%) $(PYTEST)

test-adapters:
	$(ENVIRONMENT) dev
	@$(BIN)/python -m demo.runtime.mariadb
	@$(BIN)/python -m demo.runtime.mosquitto
	$(BIN)/pytest $(or $(PYTEST),$(ADAPTERS))

test-odoo:
	$(ENVIRONMENT) dev
	@$(BIN)/python -m demo.runtime.wkhtmltopdf
	$(BIN)/python -m demo.runtime.odoo_tests $(MODULES)

test-browser:
	$(ENVIRONMENT) dev
	@$(BIN)/python -m demo.runtime.chromium
	$(BIN)/pytest -m browser $(PYTEST)

bench:
	$(ENVIRONMENT) dev
	$(BIN)/python -m bench

format:
	$(ENVIRONMENT) dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:
	@$(PYTHON) demo/runtime/clean.py $(CACHE)
