# The tasks of the project. Each can be the first thing typed in a fresh clone: what it needs is set up.
#
#   make demo     set up, then build a mesh over three simulated clouds, check it, and take it down (twice)
#   make test     set up, then lint, types and all tests, with coverage
#   make setup    .venv with everything pinned, and the Pulumi CLI in the user's cache folder
#   make golden   write the golden files of the tests anew, to be read with `git diff`
#   make bench    speed, as ratios against plain programs in the same run
#   make lock     pin the newest versions that pyproject.toml allows
#   make clean    remove what the targets above made in this folder

PYTHON ?= python3
UV_VERSION := 0.13.9
BIN := .venv/bin
READY := .venv/.ready

.PHONY: setup demo test check golden bench lock clean

setup: $(READY)

# The last step compiles just what the programs import: the SDKs are large, and some machines forbid Python to do it later.
$(READY): requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	$(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --no-index --editable .
	PYTHONDONTWRITEBYTECODE= $(BIN)/python -c 'import pkgutil, stacks, meshctl; \
	  [__import__(module.name) for package in (stacks, meshctl) \
	   for module in pkgutil.walk_packages(package.__path__, package.__name__ + ".") if "__main__" not in module.name]'
	$(BIN)/python -m meshctl.engine.toolchain >/dev/null
	touch $(READY)

demo: setup
	PATH="$(CURDIR)/$(BIN):$$PATH" scripts/demo

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

test: check
	$(BIN)/pytest --numprocesses 2 --dist loadfile --cov --cov-report term:skip-covered --cov-fail-under 95

golden: setup
	MESHCTL_REGENERATE=1 $(BIN)/pytest --numprocesses 2 -q tests -m golden

bench: setup
	$(BIN)/pytest -q tests/bench -m bench

lock:
	$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-header \
	  --no-emit-index-url --no-emit-find-links --group pyproject.toml:dev pyproject.toml --output-file requirements.lock

clean:
	rm -rf .venv .meshctl build dist .mypy_cache .ruff_cache .pytest_cache .coverage*
