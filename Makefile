# Two commands do everything on a fresh machine: `make site` and `make test`.
# PYTHON names the interpreter that makes the project's own environment.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready
ENGINE ?= auto

.PHONY: site test check setup quarto record messages format bench campaign faults audit clean lock

site: setup $(filter quarto,$(ENGINE))
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/corridor build --all --engine $(ENGINE) --out _site

test: check
	$(BIN)/python tests/side_by_side.py

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

setup: $(READY)

# --require-hashes: every wheel is the one the lock names. --no-build-isolation: the build backend comes from the lock too.
$(READY): requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info[:2] >= (3, 11) else "Corridor needs Python 3.11 or newer; name one with make PYTHON=...")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

# For `make site ENGINE=quarto`: takes Quarto if it is there; otherwise its installer, which downloads Quarto's release.
quarto: setup
	@PATH="$(CURDIR)/$(BIN):$$PATH" command -v "$${QUARTO_PATH:-quarto}" >/dev/null \
		|| $(BIN)/python -m pip install --quiet --disable-pip-version-check "quarto-cli>=1.8,<1.12" >/dev/null 2>&1 \
		|| { echo "Quarto's download cannot be reached: install Quarto and name it in QUARTO_PATH, or leave out ENGINE=quarto." >&2; exit 1; }

# Records anew what the real Quarto gives, to which the embedded engine is held where Quarto is not. Needs Quarto.
record: setup
	$(BIN)/python tests/functional/parity/record.py

# Gathers the texts for translators into locales/messages.pot and brings translations up to date;
# LANGUAGES="fr pt-BR" begins some.
messages: setup
	$(BIN)/python -m corridor.extracting $(LANGUAGES)

format: setup
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# Measures speed beside a loop of papermill and Quarto and writes docs/pages/85-speed.qmd; takes an hour or two.
# For a part of it: make bench BENCH="--only a --repeat 1".
bench: setup
	$(BIN)/python benchmarks/speed.py $(BENCH)

# Plants errors in real releases, counts what is caught and writes docs/pages/87-campaign.qmd; takes an hour or more.
# For a part of it: make campaign CAMPAIGN="--count 1 --source gdp --results part.json".
campaign: setup
	$(BIN)/python -m campaign $(CAMPAIGN)

# Kills builds, fills disks, has calls fail and makes files wrong, and writes docs/pages/88-faults.qmd; takes hours.
# For a part of it: make faults FAULTS="--only kills --kills 20".
faults: setup
	$(BIN)/python faults/run.py $(FAULTS)

# Holds every package of the lock against the advisories that PyPI publishes, with tools of its own; needs the network.
# --strict: a package that nothing can be learned of fails too.
audit:
	test -x $(VENV)/audit/bin/python || $(PYTHON) -m venv $(VENV)/audit
	$(VENV)/audit/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r audit.lock
	$(VENV)/audit/bin/pip-audit --strict --require-hashes --disable-pip --progress-spinner off -r requirements.lock

# Renews the locks. Needs `uv`; addresses stay out of it, names, versions and hashes go in.
LOCKED := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-emit-find-links --no-annotate --no-header
lock:
	$(LOCKED) --extra dev pyproject.toml -o requirements.lock
	echo pip-audit | $(LOCKED) - -o audit.lock

clean:
	rm -rf _site .corridor
