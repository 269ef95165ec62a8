# `make run` starts everything for trying; `make test` runs every check. Both need Python 3.11 and nothing else.
PYTHON ?= python3.11
BIN = .venv/bin
RENDER_PACKAGES = libegl1 libgl1-mesa-dri libgl1
TEST_DATABASE_URL ?= postgres://postgres@127.0.0.1:5432/postgres
SHELL := bash
# Processes that share the tests out, file by file: what a file's tests share (a broker, a server on a port) is theirs.
# Each needs about 1 GB of memory.
WORKERS ?= 2
PYTEST = $(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder

.PHONY: run gpu install test check bench bench-gpu lock clean

run: install system-run
	@$(BIN)/python manage.py prepare
	@$(BIN)/honcho start || [ $$? -eq 130 ]  # 130 is Ctrl-C, the way to stop it

install: .venv/base.stamp .env

# What a machine with a GPU needs beside: docs/gpu.md.
gpu: install .venv/diffusion.stamp

# Never overwritten: it is the operator's own.
.env:
	@cp .env.example .env

test: .venv/test.stamp system-test check
	$(PYTEST)
	@if (exec 3<>/dev/tcp/127.0.0.1/5432) 2>/dev/null; then \
	  DATABASE_URL=$(TEST_DATABASE_URL) $(PYTEST) -m "database and not browser and not speed"; \
	elif [ -n "$(CI)" ]; then echo "PostgreSQL does not answer on port 5432"; exit 1; \
	else echo "Skipped the second run: no PostgreSQL answers on port 5432"; fi

check: .venv/test.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	DEBUG=true ENV_FILE=/dev/null $(BIN)/mypy
	$(BIN)/lint-imports

bench: .venv/test.stamp system-run
	$(BIN)/python -m tests.bench
	$(BIN)/python -m pytest -q -s -m speed

# On a machine with a GPU (docs/performance.md); ARGS="--models ltx-video-2b" measures less.
bench-gpu: .venv/diffusion.stamp system-run
	$(BIN)/python -m tests.bench.gpu $(ARGS)

# After changing pyproject.toml and installing what changed: the versions of this environment, which pip chose, with
# their hashes. torch has several builds by the name of one version, so the diffusion extra is locked without hashes.
FREEZE = .venv/freeze.txt
COMPILE = $(BIN)/uv pip compile -q --universal --python-version 3.11 --no-header -c $(FREEZE) pyproject.toml
lock: .venv/test.stamp
	$(BIN)/python -m pip freeze --disable-pip-version-check > $(FREEZE)
	$(COMPILE) --generate-hashes -o requirements/base.txt
	$(COMPILE) --generate-hashes --extra test -o requirements/test.txt
	$(COMPILE) --extra diffusion -o requirements/diffusion.txt

.venv/bin/python:
	@command -v $(PYTHON) >/dev/null || { echo "Oddreel needs Python 3.11: apt-get install python3.11 python3.11-venv"; exit 1; }
	@$(PYTHON) -c "import ensurepip" 2>/dev/null || bin/system-packages python3.11-venv
	@$(PYTHON) -m venv .venv
	@echo "$(CURDIR)" > .venv/lib/python3.11/site-packages/oddreel.pth

.venv/base.stamp: requirements/base.txt | .venv/bin/python
	@echo "Installing the Python packages (a minute or two, once)"
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/base.txt
	@touch $@

# torch comes in several builds under one version: PyPI's for Linux brings CUDA, TORCH_INDEX names another place.
TORCH_INDEX ?=
.venv/diffusion.stamp: requirements/diffusion.txt .venv/base.stamp
	@echo "Installing torch and diffusers (several minutes with CUDA, once)"
	@$(BIN)/python -m pip install -q --disable-pip-version-check -c requirements/diffusion.txt \
	  $(if $(TORCH_INDEX),--extra-index-url $(TORCH_INDEX)) torch diffusers transformers accelerate
	@touch $@

.venv/test.stamp: requirements/test.txt .venv/base.stamp .venv/diffusion.stamp
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/test.txt
	@touch $@

.PHONY: system-run system-test
system-run:
	@bin/system-packages $(RENDER_PACKAGES)
system-test:
	@bin/system-packages $(RENDER_PACKAGES) chromium

clean:
	rm -rf .venv var staticfiles
