# Sourced by ./start and ./check: finds what is missing and installs it. POSIX sh.

say() { printf '%s\n' "$*"; }
fail() { printf '烽燧: %s\n' "$*" >&2; exit 1; }

# at_least FOUND WANTED: both dotted numbers.
at_least() {
    [ "$(printf '%s\n%s\n' "$2" "$1" | sort -t. -k1,1n -k2,2n -k3,3n | head -n 1)" = "$2" ]
}

need_rust() {
    wanted=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)
    command -v rustc >/dev/null 2>&1 && command -v cargo >/dev/null 2>&1 ||
        fail "需要 Rust ≥ $wanted，没有找到 rustc 与 cargo / Rust ≥ $wanted is needed, rustc and cargo were not found"
    found=$(rustc --version | awk '{print $2}' | sed 's/-.*//')
    at_least "$found" "$wanted" ||
        fail "需要 Rust ≥ $wanted，找到的是 $found / Rust ≥ $wanted is needed, found $found"
}

need_node() {
    command -v node >/dev/null 2>&1 && command -v npm >/dev/null 2>&1 ||
        fail "需要 Node ≥ 20.19，没有找到 node 与 npm / Node ≥ 20.19 is needed, node and npm were not found"
    found=$(node --version | sed 's/^v//')
    at_least "$found" 20.19 ||
        fail "需要 Node ≥ 20.19，找到的是 $found / Node ≥ 20.19 is needed, found $found"
}

# need_packages LIST...: installs the missing ones, asking the package index only then.
need_packages() {
    missing=
    for package in $(sed 's/#.*//' "$@"); do
        [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing="$missing $package"
    done
    [ -n "$missing" ] || return 0
    if [ "$(id -u)" = 0 ]; then as_root=; elif command -v sudo >/dev/null 2>&1; then as_root=sudo; else
        fail "缺少软件包，请以 root 执行 / packages are missing, run as root: apt-get update && apt-get install -y --no-install-recommends$missing"
    fi
    say "安装 / installing:$missing"
    $as_root apt-get update -q
    # shellcheck disable=SC2086
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing
}

# newer_than STAMP PATH...: true when STAMP is missing or anything below the paths is newer.
newer_than() {
    stamp=$1; shift
    [ ! -e "$stamp" ] || [ -n "$(find "$@" -newer "$stamp" -type f -print 2>/dev/null | head -n 1)" ]
}

node_modules() { # DIR
    if newer_than "$1/node_modules/.package-lock.json" "$1/package-lock.json"; then
        (cd "$1" && npm ci --prefer-offline --no-audit --no-fund --loglevel=error)
        touch "$1/node_modules/.package-lock.json"
    fi
}

web_client() {
    node_modules clients/web
    if newer_than clients/web/dist/index.html clients/web/src clients/web/index.html clients/web/package.json clients/web/vite.config.ts; then
        (cd clients/web && npm run --silent build)
    fi
}

# scenes PROFILE DIR OPTION...: what the robots show; rendered once.
scenes() {
    profile=$1; dir=$2; shift 2
    if newer_than "$dir/.rendered" recordings/packager/src/scene; then
        rm -rf "$dir"
        "${CARGO_TARGET_DIR:-target}/$profile/fengsui-packager" scene --out "$dir" \
            --sites 县公安局,县人防办,县消防救援大队,县气象局,县水利局,县应急管理局,珠泉镇,袁家镇 "$@"
        touch "$dir/.rendered"
    fi
}
