# Two commands set everything up: `make run` and `make test`. `make help` lists the others.

PORT ?= 6543
VAR ?= var
ARGS ?=
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.DEFAULT_GOAL := help
.PHONY: run test check bench lock clean help

run: $(INSTALLED)  ## Serve the demonstration on http://localhost:6543 (PORT=7001 VAR=/some/dir to change)
	@$(BIN)/python -W ignore -m ecandidat.scripts.run development.ini --port "$(PORT)" --var "$(VAR)"

test: $(INSTALLED)  ## Install what tests need, then run them all (ARGS="tests/unit -k ine" to choose)
	@$(BIN)/python tests/debian.py
	@$(BIN)/python -m pytest -n auto --dist loadfile $(ARGS)

check: $(INSTALLED)  ## Lint, types, direction of imports, architecture tests
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m pytest -q tests/architecture

bench: $(INSTALLED)  ## Measure, each figure beside its floor
	@$(BIN)/python -W ignore -m bench $(ARGS)

lock: $(INSTALLED)  ## Write requirements.txt anew with the newest versions that setup.py allows
	@$(BIN)/python tests/lock.py

clean:  ## Remove the virtual environment and caches; data under var/ stay
	@rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

help:  ## This list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 14

# Installed once; again only when the lock or the packaging changed.
$(INSTALLED): requirements.txt setup.py
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 ou plus récent est nécessaire : apt install python3 python3-venv." >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 ou plus récent est nécessaire ; $(PYTHON) est $$($(PYTHON) --version 2>&1). Indiquez-en un autre : make $(MAKECMDGOALS) PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "Le module venv de Python manque : apt install python3-venv." >&2; exit 1; }
	@test -x $(BIN)/python || { echo "Création de l'environnement virtuel…"; $(PYTHON) -m venv $(VENV); }
	@echo "Installation des dépendances…"
	@$(PIP) install -r requirements.txt || { echo "Les dépendances n'ont pas pu être installées : vérifiez l'accès à l'index des paquets Python." >&2; exit 1; }
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@
