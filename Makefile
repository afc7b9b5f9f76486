# Each target is a thin line over one command; README shows the same without make.
PYTHON ?= python3
ifeq ($(OS),Windows_NT)
BIN := .venv/Scripts
else
BIN := .venv/bin
endif
KLAR := .venv/.klar

.PHONY: rapport test slides faults check fix

rapport: $(KLAR)  ## the main job: reports/<region>/<period>/index.html
	$(BIN)/analys rapport

test: $(KLAR)  ## everything CI runs, with what it needs from apt where that is allowed
	tests/installera.sh
	$(BIN)/python -m pytest -m "not windows" -n 2 --dist loadfile --no-loadscope-reorder

slides: $(KLAR)  ## long, needs LibreOffice: do the presentations in reports look there as they are laid out?
	$(BIN)/python -m tests.slides

faults: $(KLAR)  ## long, needs root on Linux: kills, full disks, damaged files, attacks (docs/sakerhet.md)
	$(BIN)/python -m tests.faults

check: $(KLAR)  ## format, lint, types, notebooks without outputs
	$(BIN)/ruff format --check src tests
	$(BIN)/ruff check src tests
	$(BIN)/mypy
	$(BIN)/nbstripout --verify notebooks/*.ipynb

fix: $(KLAR)  ## what check can mend by itself
	$(BIN)/ruff check --fix src tests
	$(BIN)/ruff format src tests
	$(BIN)/nbstripout notebooks/*.ipynb

$(KLAR): requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps -e .
	touch $(KLAR)
