# milestoned: `make demo` shows it working, `make test` proves it. Both need Python 3.11+, git and make.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PYTEST := $(BIN)/python -m pytest
SYSTEM_PACKAGES := vim vim-tiny neovim nano emacs-nox micro kakoune ne mc ed joe jed le tilde dte nvi vis lua-lpeg mg zile \
  util-linux strace git syncthing faketime libfaketime pandoc bindfs fuse3 systemd

.DEFAULT_GOAL := help
.PHONY: help demo test check bench soak system-packages lock format clean

help:
	@echo "make demo    install, run on a copy of sample-vault/, and show the result"
	@echo "make test    install what tests need, lint, type-check, and run the tests"
	@echo "make check   lint, types and import rules only"
	@echo "make bench   run the benchmarks"
	@echo "make soak    run the long stress tests"

$(VENV)/run: requirements/run.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("milestoned needs Python 3.11 or newer" if sys.version_info < (3, 11) else 0)'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@$(BIN)/python -m compileall -q src
	@touch $@

$(VENV)/dev: $(VENV)/run requirements/dev.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

demo: $(VENV)/run
	@./demo.sh $(BIN)/milestoned

test: $(VENV)/dev system-packages check
	$(PYTEST) -n 4 -m "not soak"

check: $(VENV)/dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/dev
	$(PYTEST) -s tests/benchmarks

soak: $(VENV)/dev system-packages
	$(PYTEST) -m soak

# What the tests drive: real editors and peers. Without the rights to install, those tests are skipped, and say so.
system-packages:
	@./tests/install-packages $(SYSTEM_PACKAGES)

format: $(VENV)/dev
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

# Pins with hashes and no index: run it when a dependency in pyproject.toml changes.
lock:
	$(PYTHON) -m venv build/lock
	build/lock/bin/python -m pip install --quiet pip-tools
	build/lock/bin/pip-compile --quiet --generate-hashes --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-header \
	  --strip-extras --allow-unsafe --extra build -o requirements/run.txt pyproject.toml
	build/lock/bin/pip-compile --quiet --generate-hashes --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-header \
	  --strip-extras --allow-unsafe --extra build --extra dev -c requirements/run.txt -o requirements/dev.txt pyproject.toml

clean:
	rm -rf $(VENV) build dist
