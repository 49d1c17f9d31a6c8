# make lab      set up, then open the first notebook in JupyterLab   (ARGS=… is passed on to Lab)
# make test     set up, then run the tests
# make help     the other targets
# Set-up makes .venv for `make lab` and .venv-dev for all else, each once, and again only when its lock in locks/ changes.
# PYTHON=…      another Python, 3.11 to 3.14
# TORCH_INDEX=… a wheel index for PyTorch, or none: pip's ordinary one (README, Setting up)
# JOBS=…        how many tests or notebooks at a time

PYTHON ?= python3
TORCH_INDEX ?=
ARGS ?=
JOBS ?= 2
# tests that start commands, kernels or a browser wait a third of their time: two processors have three at a time
WORKERS ?= $(if $(filter-out 2,$(JOBS)),$(JOBS),3)

BIN := $(if $(filter Windows_NT,$(OS)),Scripts,bin)
SETUP := $(PYTHON) tools/setup_env.py $(if $(TORCH_INDEX),--torch-index $(TORCH_INDEX))
RUN := .venv-dev/$(BIN)/python
COURSE := $(RUN) -m course_tools.cli
NOTEBOOKS := $(sort $(wildcard notebooks/[0-9]*.ipynb))
HOMEWORK := $(sort $(wildcard notebooks/homework/*/*.ipynb))
PYTEST := $(RUN) -m pytest -q -n $(JOBS) --dist loadgroup --no-loadscope-reorder -p no:nbval -p no:anyio
NBVAL := $(RUN) -m pytest -q -n $(JOBS) --dist loadfile -p course_tools.warm_kernels -p no:anyio -p no:hypothesispytest --nbval --nbval-current-env --nbval-cell-timeout=60
# in the same run the claims are tried, and what is shown is kept for the tests of decks and site
BESIDE := -p course_tools.nbval_runs --with-claims --keep-runs build/compared
# of two kernels on two processors, the threads of one do not wait by taking the other's time: no output depends on it
test test-all nbval: export OMP_WAIT_POLICY = PASSIVE
# what pytest rewrites of the tests is kept, also where the user's own Python keeps nothing
unexport PYTHONDONTWRITEBYTECODE
MATRIX := $(foreach cpu,default avx2 avx512,$(foreach threads,1 2,matrix-$(cpu)-$(threads)))

.PHONY: help env dev lab unit test test-all nbval test-matrix $(MATRIX) test-ends notebooks slides site release homework lint bench picture lock wheel clean

help: ## this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1 \t/' | expand -t 22

env: ## the learner's environment, .venv
	@$(SETUP)

dev: ## the whole environment, .venv-dev
	@$(SETUP) --dev

lab: env ## open the first notebook in JupyterLab, in your own copy, my_notebooks/
	@.venv/$(BIN)/python -m course_tools.cli lab -- $(ARGS)

unit: dev ## the fast tests: units, docstring examples, static checks of the notebooks
	$(PYTEST) --hypothesis-profile unit -m "not slow and not browser and not sweep"

test: dev ## every notebook against its stored outputs and its claims, and the tests but for the sweeps
	$(NBVAL) $(BESIDE) $(NOTEBOOKS) $(HOMEWORK)
	$(PYTEST) -n $(WORKERS) -m "not sweep"

test-all: dev ## every test, also the sweeps and the matrix of CPUs; takes long
	$(NBVAL) $(BESIDE) $(NOTEBOOKS) $(HOMEWORK)
	$(PYTEST) -n $(WORKERS) --hypothesis-profile all
	$(MAKE) --no-print-directory test-matrix

nbval: dev ## re-execute every notebook and compare its outputs with the stored ones
	$(NBVAL) $(NOTEBOOKS) $(HOMEWORK)

test-matrix: $(MATRIX) ## `unit` and `nbval` under every CPU capability of PyTorch, with 1 and 2 threads

$(MATRIX): matrix-%: dev
	ATEN_CPU_CAPABILITY=$(word 1,$(subst -, ,$*)) OMP_NUM_THREADS=$(word 2,$(subst -, ,$*)) $(MAKE) --no-print-directory unit nbval

notebooks: dev ## re-execute the notebooks in place
	$(COURSE) execute --jobs $(JOBS) $(ARGS)

slides: dev ## a deck per notebook, one HTML file that works offline, in build/slides
	$(COURSE) slides --jobs $(JOBS) $(ARGS)

site: dev ## the course as a site that works offline, live figures included, in build/site
	$(COURSE) site --jobs $(JOBS) $(ARGS)

release: dev ## student versions of the homework, proved, in build/homework/release   (ARGS="hw1 …")
	$(COURSE) release $(ARGS)

homework:
	@echo "make homework is now: make release" >&2; exit 2

lint: dev ## style of the code and the notebooks
	$(RUN) -m ruff check .

bench: dev ## speed, as ratios measured side by side   (ARGS="NAME …")
	$(RUN) benchmarks/bench.py $(ARGS)

picture: dev ## record the README's moving picture, docs/course.webp, in a real browser
	$(RUN) tools/picture.py $(ARGS)

lock: dev ## pin the ranges of pyproject.toml: locks/ and environment.yml   (ARGS="--upgrade PACKAGE …")
	$(COURSE) lock $(ARGS)

# what lies in it has the dates of the last commit, so that it is the same to the byte wherever it is made
wheel: export SOURCE_DATE_EPOCH ?= $(shell git log -1 --format=%ct)
wheel: dev ## the course as a wheel and an sdist that need no clone, in dist
	$(RUN) -m hatchling build -d dist

test-ends: wheel ## the course from its wheel, with the lowest and the newest versions that its ranges allow; takes long
	$(RUN) tools/ends.py lowest
	$(RUN) tools/ends.py newest

clean: ## remove both environments and everything built
	rm -rf .venv .venv-dev build dist
