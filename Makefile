# `make` lists what there is. The two commands are ./start and ./check; these are the rest.
.DEFAULT_GOAL := help
FAST = cargo build --locked --profile fast

help: ## this list
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

bench-sfu: ## CPU per forwarded packet, 1 publisher to 50/100/200, beside the encrypt-and-send floor
	$(FAST) -p fengsui-sfu-server -p fengsui-bench
	target/fast/fengsui-bench sfu

bench-live: ## incident to every websocket client over TLS (CLIENTS=1000)
	$(FAST) -p fengsui-command-server --example bench_live
	target/fast/examples/bench_live $(or $(CLIENTS),1000)

bench-log: ## durable inputs per second beside the raw transaction floor
	$(FAST) -p fengsui-command-server --example bench_log
	target/fast/examples/bench_log

fresh-install: ## ./start and ./check's set-up in a debootstrap chroot that has only Rust and Node (root)
	scripts/fresh-install.sh

net-matrix: ## real Chromium through bad networks into docs/network.md (CELLS=all, SECONDS=12)
	cargo build --locked -p fengsui-sfu-server -p fengsui-link
	cd tests/browser && node matrix.mjs $(or $(CELLS),few) $(or $(SECONDS),12)

link-self-test: ## the link emulator: asked for beside measured
	cargo build --locked -p fengsui-link
	target/debug/fengsui-link self-test

simulation: ## the media core in simulated networks (SEEDS=200)
	SIM_SEEDS=$(or $(SEEDS),200) cargo test --locked -p fengsui-sfu-core --test simulation

fuzz: ## mutated bytes to every parser of the media plane (MINUTES=5, TARGET=rtcp)
	cargo run --locked -q --profile release -p fengsui-fuzz -- $(or $(MINUTES),5) $(TARGET)

.PHONY: help net-matrix link-self-test simulation fuzz bench-sfu bench-live bench-log fresh-install
