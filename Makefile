# `make demo` shows what the package does, `make test` checks that it does it.

SWIFT ?= swift
PYTHON ?= python3
MLP ?= .build/release/mlp
# Tests are built apart: they see what is not public.
OPTIMIZED := -c release -Xswiftc -enable-testing --scratch-path .build-test
FUZZ_SECONDS ?= 60
INTEROP := with_keras3 with_keras3_models with_sklearn with_onnx
PREFIX ?= /usr/local
ACCEPTANCE := predictions oracle hostile sklearn_models interchange training tables table_formats performance

.PHONY: help setup demo build static install uninstall package test-build test test-debug api format lint readme \
  browser-test interop-setup interop interop-run $(INTEROP) interop-tf interop-torch acceptance mutants faults fuzz fuzz-quick sanitize-address sanitize-thread \
  documentation clean

help:  ## this list
	@awk -F ':.*## +' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' Makefile

setup:  ## check for Swift and the system libraries; install what is missing
	@Scripts/setup

demo: setup  ## build the tool, train, inspect and invert networks into demo/
	$(SWIFT) build -c release
	$(MLP) demo -o demo --force

build: setup  ## build the tool: .build/release/mlp
	$(SWIFT) build -c release

install: static  ## put the tool, its manual pages and completions below PREFIX (/usr/local)
	@Scripts/install .build-static/release/mlp $(DESTDIR)$(PREFIX)

uninstall:  ## take them away again
	@Scripts/install --remove $(DESTDIR)$(PREFIX)

package: static  ## make a Debian package and a tarball that need no Swift, in build/
	@Scripts/package .build-static/release/mlp

static: setup
	$(SWIFT) build -c release --product mlp --static-swift-stdlib --scratch-path .build-static

test-build: setup  ## build all tests
	$(SWIFT) build --build-tests $(OPTIMIZED)

test: setup  ## run all tests, optimized as users run the code
	$(SWIFT) test $(OPTIMIZED) --disable-xctest

test-debug: setup  ## run tests while working on them: FILTER=SUITE; quick to build, slow to run
	MLPKIT_TEST_RUN=1 $(SWIFT) test --disable-xctest $(if $(FILTER),--filter $(FILTER))

api:  ## compare the public face with docs/api.txt (after test-build; needs Python)
	@Scripts/api-listing .build-test/release

documentation:  ## build the documentation of the library into build/documentation (after test-build; needs Python)
	@Scripts/documentation --output build/documentation .build-test/release

format:  ## format the sources in place
	$(SWIFT) format format --in-place --configuration .swift-format --recursive --parallel \
	  Package.swift Sources Tests

lint:  ## check the format and the rules of the house
	@Scripts/lint

readme: build  ## check that README.md shows what the tool prints (needs Python)
	@Scripts/check-readme

browser-test: build  ## render every kind of report in headless Chromium (needs axe-playwright-python)
	@$(PYTHON) Tests/Browser/check_pages.py $(MLP)

interop-setup:  ## make the virtual environment with Keras 3 (needs Python and PyPI)
	$(PYTHON) -m venv .venv/keras3
	.venv/keras3/bin/pip install --quiet --requirement Tests/Interop/requirements.txt

interop: build interop-setup interop-run  ## load what mlp writes in Keras 3, and the other way round

interop-run: $(INTEROP)  ## the same with the tool MLP=... as it is; -j2 does two at a time

$(INTEROP):
	KERAS_BACKEND=jax .venv/keras3/bin/python Tests/Interop/$@.py $(MLP)

interop-torch: build  ## the same with PyTorch; by hand, it downloads gigabytes where there is no CPU wheel
	$(PYTHON) -m venv .venv/torch
	.venv/torch/bin/pip install --quiet --requirement Tests/Interop/requirements-torch.txt
	.venv/torch/bin/python Tests/Interop/with_torch.py $(MLP)

interop-tf: build  ## the same with TensorFlow and tf_keras; by hand, it downloads gigabytes
	$(PYTHON) -m venv .venv/tf
	.venv/tf/bin/pip install --quiet --requirement Tests/Interop/requirements-tf.txt
	.venv/tf/bin/python Tests/Interop/with_tf_keras.py $(MLP)

acceptance:  ## compare the tool with larger data in MLPKIT_DATA (needs Python, numpy, h5py)
ifndef MLPKIT_DATA
	@echo "skipped: MLPKIT_DATA is not set"
else
	@Scripts/setup
	$(SWIFT) build -c release
	@status=0; for script in $(ACCEPTANCE); do \
	  echo "== $$script"; $(PYTHON) Tests/Acceptance/$$script.py $(MLP) || status=1; \
	done; exit $$status
endif

mutants: build  ## 2,000 damaged files of every kind: no crash, no hang, no invented numbers (needs Python)
	$(PYTHON) Tests/Robustness/mutants.py $(MLP)

fuzz:  ## fuzz the parsers, 60 s each (Linux; libFuzzer and AddressSanitizer)
	Scripts/fuzz $(FUZZ_SECONDS)

fuzz-quick:  ## damage the parsers' input for 60 s in all, in the tests (after test-build)
	MLPKIT_FUZZ_SECONDS=$(FUZZ_SECONDS) $(SWIFT) test $(OPTIMIZED) --skip-build --disable-xctest --filter FuzzTests

sanitize-address:  ## run all tests with AddressSanitizer; needs time and memory
	ASAN_OPTIONS=detect_leaks=0 $(SWIFT) test --scratch-path .build-address --sanitize address --disable-xctest

sanitize-thread:  ## run the tests with ThreadSanitizer; needs time and memory
	$(SWIFT) test --scratch-path .build-thread --sanitize thread --disable-xctest

faults: build  ## failing system calls and kills while files are written (Linux; needs Python and cc)
	$(PYTHON) Tests/Robustness/faults.py $(MLP)

clean:  ## remove what was built, and the demo's output
	rm -rf .build .build-test .build-address .build-thread .build-fuzz .build-static build demo
