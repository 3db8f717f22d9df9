# `make` lists what there is. The two commands are ./start and ./check; these are the rest.
.DEFAULT_GOAL := help
# As the node's supervisor has it for its roles; what is measured and its floor stand on the same ground.
export MIMALLOC_ALLOW_LARGE_OS_PAGES = 1
# What ./start builds. One selection for all: another would build the dependencies with other features again.
BUILD = cargo build --locked --release --workspace --bins --examples
# What robots show.
SCENES = [ -e target/scenes/.rendered ] || { rm -rf target/scenes && target/release/fengsui-packager scene --out target/scenes --size 320x180 --fps 5 \
	--sites 县公安局,县人防办,县消防救援大队,县气象局,县水利局,县应急管理局,珠泉镇,袁家镇 && touch target/scenes/.rendered; }

help: ## this list
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

bench-sfu: ## CPU per forwarded packet beside the encrypt-and-send floor: 1 publisher to 50/100/200, ten rooms of five, one full core
	$(BUILD)
	target/release/fengsui-bench sfu

bench-sfu-peers: ## Janus, LiveKit and a forwarder on the webrtc crate, those that are there, on the same work beside ours and the floor (root)
	$(BUILD)
	target/release/fengsui-bench sfu-peers

bench-sfu-core: ## the pure core alone: ns per forwarded packet, voice and feedback message, comparable on a busy machine
	$(BUILD)
	target/release/fengsui-bench core

bench-live: ## incident to every websocket client over TLS (CLIENTS=1000)
	$(BUILD)
	target/release/examples/bench_live $(or $(CLIENTS),1000)

bench-control: ## a broadcast change to every site's acknowledged screen or frame (SITES=500 MEDIA=16)
	$(BUILD)
	$(SCENES)
	target/release/examples/bench_control $(or $(SITES),500) $(or $(MEDIA),16)

bench-log: ## durable inputs per second beside the raw transaction floor
	$(BUILD)
	target/release/examples/bench_log

bench-command: ## 50,000 incidents and 1,000,000 log records: start, list, search and map (the history is made once, under target/)
	$(BUILD)
	target/release/examples/bench_command

bench-correlation: ## how well reports of one event find one another (held-out seeds), and the time at 100k open reports
	$(BUILD)
	target/release/examples/bench_correlation

bench-alarm: ## alarm to meeting: invitations on screens, first frames of six departments (ROUNDS=20)
	$(BUILD)
	$(SCENES)
	scripts/bench-alarm.sh target/release target/scenes $(or $(ROUNDS),20)

bench-lines: ## time of one dealing of shared lines among 500 sites of ten pictures
	cargo test --release --locked -p fengsui-sfu-core --test lines -- --ignored --nocapture

soak: ## sites join and leave the media process ten times a second; fails on what it does not let go of (MINUTES=10)
	$(BUILD)
	target/release/fengsui-bench soak --minutes $(or $(MINUTES),10)

interop: ## other people's software in our conferences, into docs/network.md: Firefox, GStreamer, OBS's WHIP, webrtc-rs, Chromium
	$(BUILD)
	$(SCENES)
	cd tests/browser && npm ci --silent && FENGSUI_WRITE=1 FENGSUI_TARGET=$(CURDIR)/target/release FENGSUI_SCENES=$(CURDIR)/target/scenes node --test --test-reporter=spec interop.test.mjs

away: ## a page's network goes and another comes, its computer sleeps longer than its session lasts: the call comes back (root)
	$(BUILD)
	cd tests/browser && npm ci --silent && FENGSUI_TARGET=$(CURDIR)/target/release node --test --test-reporter=spec away.mjs

net-matrix: ## real Chromium through bad networks into docs/network.md (CELLS=all, SECONDS=12)
	$(BUILD)
	cd tests/browser && npm ci --silent && FENGSUI_TARGET=$(CURDIR)/target/release node matrix.mjs $(or $(CELLS),few) $(or $(SECONDS),12)

link-self-test: ## the link emulator: asked for beside measured
	$(BUILD)
	target/release/fengsui-link self-test

simulation: ## the media core in simulated networks (SEEDS=200)
	SIM_SEEDS=$(or $(SEEDS),200) cargo test --release --locked -p fengsui-sfu-core --test simulation

model: ## the command core beside its plain reference (FIRST=1, SEEDS=200)
	MODEL_FIRST=$(or $(FIRST),1) MODEL_SEEDS=$(or $(SEEDS),200) cargo test --release --locked -p fengsui-command-core --test model

fuzz: ## mutated bytes to every parser of the media plane (MINUTES=5, TARGET=rtcp)
	cargo run --locked --release --quiet -p fengsui-fuzz -- $(or $(MINUTES),5) $(TARGET)

fresh-install: ## ./start and ./check's set-up in a debootstrap chroot that has only Rust and Node (root)
	scripts/fresh-install.sh

.PHONY: help bench-sfu bench-sfu-peers bench-sfu-core bench-live bench-control bench-log bench-command bench-correlation bench-alarm bench-lines soak interop away net-matrix link-self-test simulation model fuzz fresh-install
