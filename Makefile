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

bench-control: ## a broadcast change to every site's acknowledged screen (SITES=500)
	$(FAST) -p fengsui-command-server --example bench_control
	target/fast/examples/bench_control $(or $(SITES),500)

bench-log: ## durable inputs per second beside the raw transaction floor
	$(FAST) -p fengsui-command-server --example bench_log
	target/fast/examples/bench_log

fresh-install: ## ./start and ./check's set-up in a debootstrap chroot that has only Rust and Node (root)
	scripts/fresh-install.sh

.PHONY: help bench-sfu bench-live bench-control bench-log fresh-install
