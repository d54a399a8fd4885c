# make demo: the sample team's meeting. make test: every check. Both install what they need.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
# Three times the cores: a test of a screen spends half of its time waiting for the screen.
WORKERS ?= $(shell expr 3 \* $$(nproc 2>/dev/null || echo 2))

# The tests start hundreds of processes: each would compile the program anew where compiled files are not kept.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test bench install lint types contracts tests days soak snapshots reference pictures clean mutants-visibility

demo: $(VENV)/.run
	@$(BIN)/huddle demo

test: lint types contracts tests days

install: $(VENV)/.dev

$(VENV)/.run: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Huddle needs Python 3.11 or newer; say which with: make PYTHON=python3.11" >&2; exit 1; }
	@echo "Setting Huddle up in $(VENV): once, and in about a minute."
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.run
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $@

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.dev
	$(BIN)/mypy

contracts: $(VENV)/.dev
	$(BIN)/lint-imports

tests: $(VENV)/.dev
	$(BIN)/pytest -n $(WORKERS) --dist worksteal

# Tests about days, in time zones where the local day is not that of UTC.
days: $(VENV)/.dev
	TZ=America/New_York $(BIN)/pytest -m days -n $(WORKERS) --dist worksteal
	TZ=Pacific/Auckland $(BIN)/pytest -m days -n $(WORKERS) --dist worksteal

# Random keys on every screen, 300 runs of each, and the properties with examples that no run had before. Takes hours.
soak: $(VENV)/.dev
	$(BIN)/pytest -m soak -n $(WORKERS) --dist worksteal
	HYPOTHESIS_PROFILE=random $(BIN)/pytest -n $(WORKERS) --dist worksteal

# After an intended change of a screen: read the diff before you commit it.
snapshots: $(VENV)/.dev
	$(BIN)/pytest -n $(WORKERS) --snapshot-update

# Writes docs/keys.md and docs/commands.md anew, from the bindings and the commands.
reference: $(VENV)/.dev
	$(BIN)/python -m tests.reference docs

# Draws the README's pictures again, from the sample team.
pictures: $(VENV)/.dev
	$(BIN)/python -m tests.picture docs

# All benchmarks, or those named: make bench kill backup
BENCHMARKS := $(if $(filter bench,$(firstword $(MAKECMDGOALS))),$(wordlist 2,99,$(MAKECMDGOALS)))

bench: $(VENV)/.dev
	$(BIN)/python -m tests.bench $(BENCHMARKS)

ifneq ($(BENCHMARKS),)
.PHONY: $(BENCHMARKS)
$(BENCHMARKS): bench ;@:
endif

# Deletes each guard of the visibility rules in turn: what no test notices is printed.
mutants-visibility: $(VENV)/.dev
	$(BIN)/python -m tests.mutants.visibility

clean:
	rm -rf $(VENV) dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis
