# Each target is a thin line over one command; README shows the same without make.
PYTHON ?= python3
ifeq ($(OS),Windows_NT)
BIN := .venv/Scripts
else
BIN := .venv/bin
endif
KLAR := .venv/.klar

.PHONY: rapport test slides faults tackning mutera granska-beroenden lagsta check fix meddelanden bilder

rapport: $(KLAR)  ## the main job: reports/<region>/<period>/index.html
	$(BIN)/analys rapport

test: $(KLAR)  ## everything CI runs, with what it needs from apt where that is allowed
	tests/installera.sh
	$(BIN)/python -m pytest -m "not windows" -n 2 --dist loadfile --no-loadscope-reorder

slides: $(KLAR)  ## long, needs LibreOffice: do the presentations in reports look there as they are laid out?
	$(BIN)/python -m tests.slides

faults: $(KLAR)  ## long, needs root on Linux: kills, full disks, damaged files, attacks (docs/sakerhet.md)
	$(BIN)/python -m tests.faults

tackning: $(KLAR)  ## is every line and branch of disclosure, reading and indicators tested?
	$(BIN)/python -m tests.tackning

mutera: $(KLAR)  ## long, not on Windows: how many small faults in the gate do the tests find? VAL="--urval 200 --fro 1" takes a sample
	$(BIN)/python -m tests.mutera $(VAL)

meddelanden: $(KLAR)  ## docs/meddelanden.md: every message of the program, and what to do
	$(BIN)/python -m tests.meddelanden

bilder: $(KLAR)  ## docs/bilder: the handbook's pictures, from the example's release in reports; needs Chromium
	$(BIN)/python -m tests.bilder

granska-beroenden: $(KLAR)  ## known holes in the locked packages; needs a network, and installs pip-audit for itself
	$(PYTHON) -m venv .venv-audit
	.venv-audit/bin/python -m pip install -qq --disable-pip-version-check pip-audit
	.venv-audit/bin/pip-audit --strict --require-hashes --disable-pip -r requirements.lock

lagsta:  ## the lowest versions that pyproject allows, in a venv of their own; needs uv and a network
	uv venv -q --clear --python 3.11 .venv-lagsta
	uv pip install -q --python .venv-lagsta/bin/python --resolution lowest-direct -e '.[dev]'
	.venv-lagsta/bin/python -m pytest -q tests/unit tests/faults -n 2

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
