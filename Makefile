# Potok's one door. Every target does its own set-up, and a second run of it takes seconds.
#
# The work itself is in packaging/ and tests/; nothing writes outside this folder, apt-get aside.

J ?= $(shell nproc)
DEPS ?= yes

deps_yes = packaging/deps.sh
deps_no = :
ensure = @$(deps_$(DEPS))

.DEFAULT_GOAL := build
.PHONY: help deps build run test check bench format clean
.NOTPARALLEL:

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | awk -F '\t' '{ printf "  make %-8s %s\n", $$1, $$2 }'
	@echo "J=n sets the number of jobs; DEPS=no leaves the machine's packages alone."

deps: ## install the compiler and the libraries that are missing
	$(ensure) build

build: ## build/release/bin/potok-*; what `make` alone does
	$(ensure) build
	@packaging/build.sh release $(J)

run: build ## show it: potok-echo under 1500 connections of potok-loadtest, and the verdict
	@packaging/demo.sh

test: ## the quick tests; the last line is their sum
	$(ensure) build test
	@packaging/build.sh test $(J) || { echo "0 passed, 1 failed"; exit 1; }
	@J=$(J) tests/run_suites.sh build/test/bin tests/shell/*_test.sh

check: ## every gate beyond the tests: format, simulator, repeats, peers, sanitizers, fuzzing, benchmarks
	$(ensure) build test check peers bench
	@J=$(J) tests/check.sh

bench: ## our parts, our server and our load generator beside what one would use otherwise, as ratios
	$(ensure) build bench
	@packaging/build.sh bench $(J) bench_micro bench_paired paired_ratio potok-loadtest
	@build/bench/bin/bench_micro --benchmark_out=build/bench_micro.json
	@awk -f tests/bench/ratios.awk build/bench_micro.json
	@build/bench/bin/bench_paired --json build/bench_paired.json
	@for what in http client; do tests/bench/programs.sh build/bench/bin $$what || case $$? in 3 | 4) ;; *) exit 1 ;; esac; done

format: ## put every source in its format
	$(ensure) check
	@packaging/sources.sh | xargs clang-format -i

clean: ## remove all that was built
	rm -rf build dist
