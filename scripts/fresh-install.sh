#!/bin/sh
# Proves ./start on a fresh Debian: a debootstrap chroot with only Rust and Node, this machine's own toolchains copied
# in. Needs root and debootstrap. Leaves nothing behind. Takes as long as a first release build.
#   scripts/fresh-install.sh [SUITE]
set -eu
cd "$(dirname "$0")/.."
[ "$(id -u)" = 0 ] || { echo "needs root" >&2; exit 1; }
command -v debootstrap >/dev/null || { echo "needs debootstrap" >&2; exit 1; }
suite=${1:-bookworm}
mirror=$(sed -n 's/^URIs: *//p; s/^deb [^h]*\(http[^ ]*\) .*/\1/p' /etc/apt/sources.list.d/*.sources /etc/apt/sources.list 2>/dev/null | head -n 1)
[ -n "$mirror" ] || { echo "no Debian mirror in /etc/apt" >&2; exit 1; }
root=$(mktemp -d "${TMPDIR:-/var/tmp}/fengsui-fresh.XXXXXX")
node_pid=

finish() {
    [ -z "$node_pid" ] || kill "$node_pid" 2>/dev/null || true
    umount -R -l "$root/dev" 2>/dev/null || true
    umount "$root/proc" 2>/dev/null || true
    rm -rf --one-file-system "$root"
}
trap finish EXIT INT TERM

echo "== debootstrap $suite"
debootstrap --variant=minbase --include=ca-certificates "$suite" "$root" "$mirror" >"$root.log" 2>&1 || { tail -n 20 "$root.log"; exit 1; }
rm -f "$root.log"
for f in /etc/resolv.conf /etc/hosts; do [ ! -e "$f" ] || cp -L "$f" "$root$f"; done
# Whom this machine trusts for downloads, the chroot trusts as well.
cp -L /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/machine.pem"
cp -r /etc/apt/sources.list.d "$root/etc/apt/" 2>/dev/null || true

echo "== Rust and Node"
mkdir -p "$root/opt/rust" "$root/src"
cp -r "$(rustc --print sysroot)/." "$root/opt/rust/"
node=$(dirname "$(dirname "$(readlink -f "$(command -v node)")")")
mkdir -p "$root/opt/node/bin" "$root/opt/node/lib/node_modules"
cp "$node/bin/node" "$root/opt/node/bin/"
cp -r "$(npm root -g)/npm" "$root/opt/node/lib/node_modules/"
ln -s ../lib/node_modules/npm/bin/npm-cli.js "$root/opt/node/bin/npm"
git archive HEAD | tar -x -C "$root/src"
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev" && mount --make-rslave "$root/dev"

start() {
    began=$(date +%s)
    chroot "$root" /usr/bin/env -i PATH=/opt/rust/bin:/opt/node/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 \
        NODE_EXTRA_CA_CERTS=/etc/ssl/machine.pem CARGO_HTTP_CAINFO=/etc/ssl/machine.pem SSL_CERT_FILE=/etc/ssl/machine.pem \
        sh -c 'cd /src && exec ./start --data /var/fengsui --listen 127.0.0.1:18443' >"$root/start.log" 2>&1 &
    node_pid=$!
    while ! chroot "$root" /opt/node/bin/node -e '
        process.env.NODE_TLS_REJECT_UNAUTHORIZED = "0";
        fetch("https://127.0.0.1:18443/").then(r => r.text()).then(t => process.exit(t.includes("<div id=\"root\">") ? 0 : 1), () => process.exit(1))' 2>/dev/null
    do
        kill -0 "$node_pid" 2>/dev/null || { tail -n 40 "$root/start.log"; echo "./start ended" >&2; exit 1; }
        [ $(($(date +%s) - began)) -lt 3600 ] || { tail -n 40 "$root/start.log"; exit 1; }
        sleep 1
    done
    tail -n 25 "$root/start.log"
    echo "== serves after $(($(date +%s) - began)) seconds"
}
stop() {
    kill -INT "$node_pid"
    wait "$node_pid" || { echo "did not stop cleanly" >&2; exit 1; }
    node_pid=
    echo "== stopped cleanly"
}

echo "== ./start"
start
stop
echo "== ./start again"
start
stop
