# Thyrida: see README.md. Everything is built into bin/ and kept in var/.

GO      ?= go
TESTBED := bin/testbed
FUZZ    ?= 30s
ASSETS  := api/assets/dist/manifest.json

.DEFAULT_GOAL := help
.PHONY: help run build assets chromium test check lint fuzz bench microbench screenshots update clean

help: ## show what can be made
	@awk -F':.*## ' '/^[a-z]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: build ## run everything on this machine, with a demonstration municipality
	@bin/thyrida dev

build: assets ## build the program
	@mkdir -p bin
	@$(GO) build -o bin/thyrida ./cmd/thyrida

assets: $(ASSETS) ## build the style, the scripts and the font of the pages (needs Node with npm)

# npm is asked only when the lock has changed.
node_modules/.package-lock.json: package.json package-lock.json
	@npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

$(ASSETS): node_modules/.package-lock.json api/assets/build.mjs $(wildcard api/assets/src/* api/assets/src/lib/* api/pages/*.html api/pages/*.go)
	@node api/assets/build.mjs

# For the tests of the pages in a browser: Debian's.
chromium:
	@command -v chromium >/dev/null || { apt-get update -q && apt-get install -qy --no-install-recommends chromium; }

# The whole house comes last and alone: it is killed and measured by its answers.
test: assets chromium check ## pass every test against a real PostgreSQL and a real Temporal server
	@mkdir -p bin
	@$(GO) build -o $(TESTBED) ./internal/testkit/cmd/testbed
	$(TESTBED) -- $(GO) test -timeout 20m $$($(GO) list ./... | grep -v /e2e)
	$(GO) test -count=1 -timeout 20m ./e2e

check: ## formatting, vet, deterministic workflows, sound catalogue
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { echo "not formatted:"; gofmt -l $$(git ls-files '*.go'); exit 1; }
	$(GO) vet ./...
	$(GO) tool -modfile=tools/go.mod workflowcheck ./workflows
	$(GO) run ./cmd/thyrida catalogue check

lint: ## the linters of .golangci.yml (built from tools/lint)
	$(GO) tool -modfile=tools/lint/go.mod golangci-lint run ./...

fuzz: ## look for inputs that break the readers of foreign data, FUZZ=30s each
	@for pkg in $$($(GO) list ./...); do \
		for f in $$($(GO) test -list '^Fuzz' $$pkg | grep '^Fuzz'); do \
			echo "$$pkg $$f"; $(GO) test -run '^$$' -fuzz "^$$f\$$" -fuzztime $(FUZZ) -fuzzminimizetime 10x $$pkg || exit 1; \
		done; \
	done

bench: build ## measure the running house (40 minutes; ONLY=lifecycle for a part, SHORT=1 for a look); see docs/performance.md
	@$(GO) build -o bin/bench ./bench
	bin/bench $(if $(ONLY),-only $(ONLY)) $(if $(SHORT),-short)

microbench: ## measure parts by their Go benchmarks, with ratios against something in the same run
	@mkdir -p bin
	@$(GO) build -o $(TESTBED) ./internal/testkit/cmd/testbed
	$(TESTBED) -- $(GO) test -run '^$$' -bench . -benchtime 2s ./...

screenshots: assets chromium ## take the pictures of docs/screenshots from the demonstration house
	$(GO) test -count=1 ./e2e -run TestScreenshots -screenshots $(CURDIR)/docs/screenshots

update: ## rewrite the golden files
	$(GO) test ./api ./workflows ./catalogue -update

clean: ## remove what was built (not var/, the state of make run)
	rm -rf bin
