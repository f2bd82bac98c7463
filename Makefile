# The first two are all you need:
#   make demo    sets up what runs need (once) and runs the four policies side by side
#   make test    sets up the rest (once) and passes the tests
# Needs Python 3.11, 3.12 or 3.13 with its venv module, or uv.

PYTHON ?= $(shell for each in python3.11 python3.12 python3.13 python3; do \
	"$$each" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' \
	2>/dev/null && echo "$$each" && break; done)
BIN := .venv/bin
# A process for each core, and each file of tests in one of them, in the usual order.
SIDE_BY_SIDE := -n auto --dist loadfile --no-loadscope-reorder
# What `deliverai run` imports, whatever its scenario says: `make demo` installs no more
# (tests/architecture/test_start_up.py holds the list). Whatever else needs a package
# says so, and has it from `make setup`, which `make test` begins with.
NUMERIC := numpy pandas pyarrow scipy
FURTHER := click joblib markupsafe mesa networkx pydantic rich shapely simpy \
	typing_extensions
RUNS := .venv/.runs
READY := .venv/.ready
# Modules are compiled when they are first imported: most of them never are.
INSTALL := $(if $(shell command -v uv), \
	uv pip install --quiet --python $(BIN)/python, \
	$(BIN)/python -m pip --disable-pip-version-check install --quiet --no-compile) \
	--constraint constraints.txt

.PHONY: demo setup test test-paper test-bounded test-worlds test-slow test-all bench \
	bench-city compiled test-compiled lint docs docs-pictures osrm clean

demo: $(RUNS)
	@$(BIN)/deliverai run paper/point_to_point paper/hotspots_only \
		paper/deliverai_1 paper/deliverai_2

setup: $(READY)

# With HYPOTHESIS_PROFILE=full as CI does: properties with twice the examples.
test: $(READY)
	@$(BIN)/python -m pytest $(SIDE_BY_SIDE)

test-paper: $(READY)
	@$(BIN)/python -m pytest $(SIDE_BY_SIDE) -m "(paper or browser) and not benchmark"

# The slow tests that take seconds, as CI runs them: not those that interrupt whole
# sweeps, nor those that need hundreds of runs.
test-bounded: $(READY)
	@$(BIN)/python -m pytest $(SIDE_BY_SIDE) \
		-m "slow and not (benchmark or ray or browser or paper)" \
		--ignore=tests/sweeps --ignore=tests/theory --ignore=tests/experiments

# Everything that may go wrong at once: 2,000 worlds, the same every time.
test-worlds: $(READY)
	@HYPOTHESIS_PROFILE=full HYPOTHESIS_EXAMPLES=340 $(BIN)/python -m pytest -n auto \
		tests/laws/test_bad_days.py

# One after the other: they start sweeps that need the cores themselves.
test-slow: $(READY)
	@$(BIN)/python -m pytest -m "slow and not benchmark"

test-all: $(READY)
	@$(BIN)/python -m pytest -m "not benchmark"

bench: $(READY)
	@$(BIN)/python -m pytest -m benchmark tests/benchmarks

# Whole cities, a quarter of an hour or more; a small form in a minute:
#   make bench-city CITY="--hotspots 30 100 --orders 5000"
bench-city: $(READY)
	@$(BIN)/python -m tests.benchmarks.city $(CITY)

# A wheel for this machine with a compiled event loop, build/wheel; needs a C compiler.
compiled: $(READY)
	@$(INSTALL) setuptools
	@rm -rf build/wheel
	@HATCH_BUILD_HOOK_ENABLE_CUSTOM=true $(BIN)/python -m hatchling build \
		-t wheel -d build/wheel

# The same logs, and parts of one's own, by what the wheel holds, not by the checkout.
test-compiled: compiled
	@rm -rf build/unpacked && $(BIN)/python -m zipfile -e build/wheel/*.whl build/unpacked
	@cd build && PYTHONPATH=unpacked ../$(BIN)/python -P -c "from simulation.world \
		import vehicle as v; assert not v.__file__.endswith('.py'), v.__file__"
	@PYTHONPATH=build/unpacked $(BIN)/python -P -m pytest $(SIDE_BY_SIDE) \
		tests/golden tests/laws/test_wide_sets.py tests/parts tests/contracts

lint: $(READY)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

# The documentation as a site that needs no network, links checked: build/site/index.html.
docs: $(READY)
	@$(BIN)/python -m sphinx --quiet --fail-on-warning --keep-going --write-all \
		-c docs/site -d build/doctrees . build/site
	@echo "Written: build/site/index.html"

# With REGION=FOLDER, a prepared region of Chicago, its picture too.
docs-pictures: $(READY)
	@$(BIN)/python docs/scripts/pictures.py $(if $(REGION),--region "$(REGION)")

# OSRM's programs out of its wheel, which need no Python of their own; tests and
# `region check --against osrm` find them by DELIVERAI_OSRM=.venv/osrm.
osrm: .venv/osrm/.ready

.venv/osrm/.ready: $(READY)
	@echo "Unpacking the routing engine for the tests of streets (once) ..."
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(BIN)/python -m ensurepip >/dev/null
	@$(BIN)/python -m pip download --quiet --python-version 3.12 --only-binary=:all: \
		--no-deps --constraint constraints.txt --dest .venv/wheels osrm-bindings
	@$(BIN)/python -m zipfile -e .venv/wheels/osrm_bindings-*.whl .venv/osrm
	@chmod +x .venv/osrm/osrm/bin/* && touch $@

clean:
	rm -rf .venv

# The build tools come from the constraints too, hence no build isolation.
$(RUNS): pyproject.toml constraints.txt
	@if command -v uv >/dev/null 2>&1; then \
		echo "Setting up .venv with uv (once)" && \
		uv venv --quiet --allow-existing --python "$(or $(PYTHON),3.11)" .venv; \
	elif [ -n "$(PYTHON)" ] && "$(PYTHON)" -c "import venv, ensurepip" 2>/dev/null; then \
		echo "Setting up .venv with pip (once, about half a minute)" && \
		"$(PYTHON)" -m venv .venv; \
	else \
		echo "Error: found no Python 3.11, 3.12 or 3.13 with its venv module," \
			"install python3 and python3-venv (or uv), or name one with PYTHON=..." >&2; \
		exit 2; \
	fi
	@echo "1 of 3: $(NUMERIC) ..."
	@$(INSTALL) $(NUMERIC)
	@echo "2 of 3: $(FURTHER) ..."
	@$(INSTALL) $(FURTHER) hatchling editables
	@echo "3 of 3: the command deliverai ..."
	@$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

$(READY): $(RUNS)
	@echo "Setting up the rest (once, a minute or two)"
	@echo "1 of 2: what else deliverai is made of: maps, figures, SQL, pages ..."
	@$(INSTALL) --no-build-isolation --editable ".[mesa]"
	@echo "2 of 2: tests, types, documentation ..."
	@$(INSTALL) --no-build-isolation --editable ".[dev,docs,mesa]"
	@touch $@
