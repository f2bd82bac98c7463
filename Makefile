# The first two are all you need:
#   make demo    sets everything up (once) and runs the four policies side by side
#   make test    sets everything up (once) and passes the tests
# Needs Python 3.11, 3.12 or 3.13 with its venv module, or uv.

PYTHON ?= $(shell for each in python3.11 python3.12 python3.13 python3; do \
	"$$each" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' \
	2>/dev/null && echo "$$each" && break; done)
BIN := .venv/bin
# A process for each core, and each file of tests in one of them, in the usual order.
SIDE_BY_SIDE := -n auto --dist loadfile --no-loadscope-reorder
READY := .venv/.ready

.PHONY: demo test test-paper test-bounded test-slow test-all bench bench-city lint docs docs-pictures osrm clean

demo: $(READY)
	@$(BIN)/deliverai run paper/point_to_point paper/hotspots_only \
		paper/deliverai_1 paper/deliverai_2

# With HYPOTHESIS_PROFILE=full as CI does: properties with four times the examples.
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

# One after the other: they start sweeps that need the cores themselves.
test-slow: $(READY)
	@$(BIN)/python -m pytest -m "slow and not benchmark"

test-all: $(READY)
	@$(BIN)/python -m pytest -m "not benchmark"

bench: $(READY)
	@$(BIN)/python -m pytest -m benchmark tests/benchmarks

# Whole cities, an hour or more; the first two lines of a table in a minute:
#   make bench-city CITY="--hotspots 30 100 --orders 5000"
bench-city: $(READY)
	@$(BIN)/python -m tests.benchmarks.city $(CITY)

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
$(READY): pyproject.toml constraints.txt
	@if command -v uv >/dev/null 2>&1; then \
		echo "Setting up .venv with uv (once) ..." && \
		uv venv --quiet --allow-existing --python "$(or $(PYTHON),3.11)" .venv && \
		uv pip install --quiet --python $(BIN)/python --constraint constraints.txt \
			hatchling editables && \
		uv pip install --quiet --python $(BIN)/python --constraint constraints.txt \
			--no-build-isolation --editable ".[dev,docs,mesa]"; \
	elif [ -n "$(PYTHON)" ] && "$(PYTHON)" -c "import venv, ensurepip" 2>/dev/null; then \
		echo "Setting up .venv with pip (once, a minute or two) ..." && \
		"$(PYTHON)" -m venv .venv && \
		export PIP_DISABLE_PIP_VERSION_CHECK=1 && \
		$(BIN)/python -m pip install --quiet --constraint constraints.txt \
			hatchling editables && \
		$(BIN)/python -m pip install --quiet --constraint constraints.txt \
			--no-build-isolation --editable ".[dev,docs,mesa]"; \
	else \
		echo "Error: found no Python 3.11, 3.12 or 3.13 with its venv module," \
			"install python3 and python3-venv (or uv), or name one with PYTHON=..." >&2; \
		exit 2; \
	fi
	@touch $(READY)
