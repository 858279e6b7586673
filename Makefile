# milestoned: `make demo` shows it working, `make test` proves it. Both need Python 3.11+, git and make.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PYTEST := $(BIN)/python -m pytest
SYSTEM_PACKAGES := vim vim-tiny neovim nano emacs-nox micro kakoune ne mc ed joe jed le tilde dte nvi vis lua-lpeg mg zile \
  util-linux strace git syncthing faketime libfaketime pandoc bindfs fuse3 systemd chromium chromium-driver librsvg2-bin zsh fish tmux man-db mmdebstrap patchelf libreoffice-writer-nogui stress-ng
BENCH_PACKAGES := anarchism cmark-gfm

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help demo test test-busy check bench soak dist vscode system-packages lock format clean

export PYTHON
# What Python compiles is kept below build/, whatever the shell says of it: the tests start the program some thousand times.
export PYTHONPYCACHEPREFIX := $(CURDIR)/build/bytecode
export PYTHONDONTWRITEBYTECODE :=

help:
	@echo "make demo       install, run on a copy of sample-vault/, and show the result"
	@echo "make test       install what tests need, lint, type-check, and run the tests"
	@echo "make test-busy  run make test five times in a row on a machine that is kept busy"
	@echo "make check      locks, lint, types and import rules only"
	@echo "make bench      run the benchmarks (NOTES=1000: on a smaller vault)"
	@echo "make soak       run the long stress tests, and the property tests with new examples"
	@echo "make dist       build the wheel and the source archive, and try the wheel in a fresh environment"
	@echo "make vscode     build the extension for Visual Studio Code, with npm"
	@echo "make lock       write requirements/*.txt from pyproject.toml (UPGRADE=--upgrade: with the newest versions)"

$(VENV)/run: requirements/run.txt requirements/install pyproject.toml
	@./requirements/install $(VENV) requirements/run.txt
	@touch $@

$(VENV)/dev: $(VENV)/run requirements/dev.txt
	@./requirements/install $(VENV) requirements/dev.txt
	@touch $@

demo: $(VENV)/run
	@./demo.sh $(BIN)/milestoned

test: $(VENV)/dev system-packages check
	$(PYTEST) -n 4 --dist worksteal -m "not soak"

test-busy: $(VENV)/dev system-packages
	@./tests/ground/run-busy 5 $(MAKE) test

check: $(VENV)/dev
	$(BIN)/python requirements/check_lock.py
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/python -m mypy
	$(BIN)/lint-imports

bench: $(VENV)/dev
	@./tests/install-packages $(BENCH_PACKAGES)
	$(BIN)/python -m tests.benchmarks.table $(NOTES)
	$(PYTEST) -s tests/benchmarks

soak: $(VENV)/dev system-packages
	$(PYTEST) -m soak
	MILESTONED_EXPLORE=1 $(PYTEST) tests/properties tests/light

dist: $(VENV)/dev
	rm -rf dist build/try
	$(BIN)/python -m build --no-isolation --outdir dist
	$(BIN)/python -m twine check --strict dist/*
	$(BIN)/python -m venv build/try
	build/try/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements/run.txt
	build/try/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-index dist/*.whl
	build/try/bin/python -m pip check --disable-pip-version-check
	build/try/bin/milestoned --version

# build/milestoned.vsix; npm fetches what it is made of.
vscode:
	@./editors/vscode/build

# What the tests drive: real editors, browsers and peers. What cannot be installed is named; its tests are skipped and say so.
system-packages:
	@./tests/install-packages $(SYSTEM_PACKAGES)
	@./tests/install-prettier
	@./tests/editors/clients_root
	@PYTHON=$(PYTHON) ./tests/ground/newcomer_root

format: $(VENV)/dev
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

# Run it when a dependency in pyproject.toml changes.
lock:
	@./requirements/compile $(UPGRADE)

clean:
	rm -rf $(VENV) build dist
