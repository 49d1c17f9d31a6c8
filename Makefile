# make lab      set up, then open the first notebook in JupyterLab   (ARGS=… is passed on to Lab)
# make test     set up, then run all tests
# make help     the other targets
# Set-up makes .venv once and again only when requirements.lock changes.
# PYTHON=…      another Python, 3.11 to 3.13
# TORCH_INDEX=… address of a further wheel index (see README: PyTorch without CUDA on Linux)

PYTHON ?= python3
TORCH_INDEX ?=
ARGS ?=
JOBS ?= 2

BIN := .venv/$(if $(filter Windows_NT,$(OS)),Scripts,bin)
RUN := $(BIN)/python
COURSE := $(RUN) -m course_tools.cli
NOTEBOOKS := $(sort $(wildcard notebooks/[0-9]*.ipynb))
HOMEWORK := $(sort $(wildcard notebooks/homework/*/*.ipynb))
PYTEST := $(RUN) -m pytest -q -n $(JOBS) --dist loadgroup
NBVAL := $(RUN) -m pytest -q -n $(JOBS) --dist loadfile -p course_tools.warm_kernels --nbval --nbval-current-env --nbval-cell-timeout=60

.PHONY: help env lab test unit nbval test-matrix notebooks slides site release lint bench lock clean

help: ## this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1 \t/' | expand -t 22

env:
	@$(PYTHON) tools/setup_env.py $(if $(TORCH_INDEX),--torch-index $(TORCH_INDEX))

lab: env ## open the first notebook in JupyterLab, in your own copy, my_notebooks/
	@$(COURSE) lab -- $(ARGS)

test: env ## all tests
	$(PYTEST)
	$(NBVAL) $(NOTEBOOKS) $(HOMEWORK)

unit: env ## the fast ones: units, docstring examples, static checks of the notebooks
	$(PYTEST) -m "not slow and not browser"

nbval: env ## re-execute every notebook and compare its outputs with the stored ones
	$(NBVAL) $(NOTEBOOKS) $(HOMEWORK)

test-matrix: env ## all tests under every CPU capability of PyTorch, with 1 and 2 threads
	@for cpu in default avx2 avx512; do for threads in 1 2; do \
	  echo "== ATEN_CPU_CAPABILITY=$$cpu OMP_NUM_THREADS=$$threads"; \
	  ATEN_CPU_CAPABILITY=$$cpu OMP_NUM_THREADS=$$threads $(MAKE) --no-print-directory unit nbval || exit 1; \
	done; done

notebooks: env ## re-execute the notebooks in place
	$(COURSE) execute --jobs $(JOBS) $(ARGS)

slides: env ## a deck per notebook, one HTML file that works offline, in build/slides
	$(COURSE) slides --jobs $(JOBS) $(ARGS)

site: env ## the course as a site that works offline, live figures included, in build/site
	$(COURSE) site --jobs $(JOBS) $(ARGS)

release: env ## student versions of the homework, proved, in build/homework/release   (ARGS="hw1 …")
	$(COURSE) release $(ARGS)

lint: env ## style of the code and the notebooks
	$(RUN) -m ruff check .

bench: env ## speed, as ratios measured side by side
	$(RUN) benchmarks/bench.py $(ARGS)

lock: env ## resolve the pins of pyproject.toml into requirements.lock
	$(RUN) tools/lock.py

clean: ## remove .venv and everything built
	rm -rf .venv build
