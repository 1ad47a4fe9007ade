# make run   serves the portal with its demo world on http://localhost:8080
# make test  runs every test, the browser ones included
# make accessible looks at every kind of page in every language, on a telephone and on a desk, for what stands in anybody's way
# make bench measures the portal against the limit of its stack (BENCHFLAGS=-short is quicker)
# make faults breaks the portal under load and looks for what was lost or doubled (FAULTSFLAGS="-for 1m -seed 1" has each fault last longer)
# make attacks lets each statement of each form fail once, and types harm into every field
# make soak  has people work for half an hour, one at seven times the load, and shows whether anything grows (SOAK=5m is shorter)
# make ci    is what a change has to pass
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := run

GO ?= go
TAGS ?=
NPM ?= npm
TESTFLAGS ?=
PACKAGES ?= ./...
# Tests that walk through every page and service, write a year of them, count over it, or run the program or a browser from
# outside. The race detector makes them take five times as long; what they call is raced by the tests of its own packages.
# The longest stand first, so that none goes on alone in the end.
WALKS := cmd/portal internal/server/cabinet internal/server internal/server/admin internal/faults internal/demo internal/report internal/bulletin internal/browsertest internal/archtest
# Tests of other packages that go through everything, or a great deal of it, by one goroutine. They are called so.
WALK := TestEvery[A-Z]
BENCHFLAGS ?=
FAULTSFLAGS ?= -for 12s
SOAK ?= 30m
LINT_VERSION := v2.15.0
LINT := bin/golangci-lint-$(LINT_VERSION)
SBOM_VERSION := v1.9.0
SBOM := bin/cyclonedx-gomod-$(SBOM_VERSION)
LEAKS_VERSION := v8.30.1
LEAKS := bin/gitleaks-$(LEAKS_VERSION)
VULN_VERSION := v1.9.0
# The program that starts one database server for all test programs of a run.
WITH_DATABASE := $(GO) run ./internal/postgres/postgrestest/with

# A checkout that belongs to somebody else (a container, a mounted folder) has no commit that git would tell us.
export GOFLAGS := $(GOFLAGS) -buildvcs=$(shell git rev-parse HEAD >/dev/null 2>&1 && echo auto || echo false)

# The lock file names no registry, package.json exact versions, whoever changes them.
export NPM_CONFIG_OMIT_LOCKFILE_REGISTRY_RESOLVED := true
export NPM_CONFIG_SAVE_EXACT := true

# Where PostgreSQL is put when the machine has none.
export PATH := $(PATH):$(CURDIR)/bin/postgresql/bin

.PHONY: run build test accessible bench faults attacks soak ci assets generate fmt lint clean generated formatted sbom licences secrets vuln

# Only the program on a developer's machine has the styleguide (/uz/styleguide).
run: TAGS := dev
run: build
	.ci/need postgresql
	exec bin/portal serve --demo

build: assets
	$(GO) build -tags "$(TAGS)" -o bin/portal ./cmd/portal

test: assets
	.ci/need chromium postgresql
	$(WITH_DATABASE) $(GO) test -timeout 25m $(TESTFLAGS) $(PACKAGES)
	$(GO) test -tags dev -run Styleguide ./cmd/portal

accessible: assets
	.ci/need chromium postgresql
	$(WITH_DATABASE) $(GO) test ./cmd/portal -run 'TestEverything/nothing_stands' -count=1 -v -timeout 60m -args -accessible

bench: build
	.ci/need chromium postgresql wrk
	$(GO) test ./internal/bench -run '^$$' -bench Goals -benchtime 1x -timeout 15m $(BENCHFLAGS)

faults: assets
	.ci/need postgresql
	$(GO) test ./internal/faults -count=1 -v -timeout 60m -args $(FAULTSFLAGS)

attacks: assets
	.ci/need chromium postgresql
	$(WITH_DATABASE) $(GO) test ./cmd/portal -run TestAttacks -count=1 -v -timeout 60m -args -attacks

soak: assets
	.ci/need postgresql
	$(GO) test ./internal/faults -run TestSoak -count=1 -v -timeout 0 -args -soak $(SOAK)

# The collector takes an eighth of the time of tests, for memory that the machine has.
ci: export GOGC := 400
ci: generated formatted lint licences secrets
	.ci/need gcc
	$(MAKE) test TESTFLAGS="-vet=off $(TESTFLAGS)" PACKAGES="$(addprefix ./,$(WALKS))"
	$(MAKE) test TESTFLAGS="-vet=off -run $(WALK) $(TESTFLAGS)" PACKAGES="$$(grep -rl --include='*_test.go' 'func $(WALK)' ./internal ./cmd | xargs dirname | sort -u | xargs)"
	$(MAKE) test TESTFLAGS="-vet=off -race -skip $(WALK) $(TESTFLAGS)" PACKAGES="$$($(GO) list ./... | grep -v $(addprefix -e ,$(addsuffix '$$',$(WALKS))) | xargs)"

# What the program is made of, as CycloneDX, with the licence of each part.
sbom: bin/sbom.json

bin/sbom.json: $(SBOM) go.mod go.sum
	$(SBOM) mod -licenses -std -json -output $@.new .
	mv $@.new $@

licences: bin/sbom.json
	node .ci/licences.mjs bin/sbom.json package-lock.json

$(SBOM):
	mkdir -p bin
	GOBIN="$(CURDIR)/bin" $(GO) install github.com/CycloneDX/cyclonedx-gomod/cmd/cyclonedx-gomod@$(SBOM_VERSION)
	mv bin/cyclonedx-gomod $@

# Keys and passwords in the files of the tree; what was committed before is the history's.
secrets: $(LEAKS)
	$(LEAKS) dir . --no-banner --redact --config .ci/gitleaks.toml

$(LEAKS):
	mkdir -p bin
	GOBIN="$(CURDIR)/bin" $(GO) install github.com/zricethezav/gitleaks/v8@$(LEAKS_VERSION)
	mv bin/gitleaks $@

# Known holes in what the program is made of and calls. It asks vuln.go.dev, which a check without that network cannot, so it
# stands outside of ci: run it each day and before each release. A mirror: GOVULNDB=https://… or file:///…
vuln:
	$(GO) run golang.org/x/vuln/cmd/govulncheck@$(VULN_VERSION) ./...

# Styles, scripts and icons, under hashed names.
assets: web/static/manifest.json

web/static/manifest.json: node_modules/.package-lock.json $(shell find web/assets -type f)
	$(NPM) run --silent build

node_modules/.package-lock.json: package.json package-lock.json
	$(NPM) ci --no-audit --no-fund --loglevel=error
	touch $@

# Go code of the views, the state diagrams, and the checksums of the definitions. They are committed, so that the program builds
# without generating them.
STATES := internal/casework/STATES.md
SUMS := internal/catalogue/definitions/sums.txt
generate:
	$(GO) tool templ generate -path web
	$(GO) run ./internal/casework/states $(STATES)
	$(GO) run ./internal/catalogue/sums $(SUMS)

generated:
	@before=$$(find web -name '*_templ.go' | sort | xargs cat $(STATES) $(SUMS) | cksum); \
	$(MAKE) --no-print-directory generate; \
	after=$$(find web -name '*_templ.go' | sort | xargs cat $(STATES) $(SUMS) | cksum); \
	if [ "$$before" != "$$after" ]; then echo "The views, the state diagrams or the sums of the definitions are not generated: run 'make generate' and commit" >&2; exit 1; fi

fmt: $(LINT)
	$(LINT) fmt
	$(GO) tool templ fmt web

formatted: $(LINT)
	@if [ -n "$$($(LINT) fmt --diff)" ]; then $(LINT) fmt --diff; echo "Not formatted: run 'make fmt' and commit" >&2; exit 1; fi
	$(GO) tool templ fmt -fail web

# Its govet is go vet with more checks: neither ci nor its tests vet again.
lint: $(LINT) assets
	$(LINT) run --timeout 15m ./...

$(LINT):
	mkdir -p bin
	GOBIN="$(CURDIR)/bin" $(GO) install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(LINT_VERSION)
	mv bin/golangci-lint $@

# What was built, and the server that single test runs leave up. The data under var stay.
clean:
	$(WITH_DATABASE) -stop
	rm -rf bin node_modules
	find web/static -mindepth 1 ! -name .gitkeep -delete
