#!/bin/sh
# Builds, tests and packs the extension. Maven calls it at the phases of the same names; by hand:
#
#   vscode-extension/build.sh compile    install tools where the lock file changed, lint, compile
#   vscode-extension/build.sh test       unit tests
#   vscode-extension/build.sh package    ringside.vsix with adapter/target/ringside.jar inside
#   vscode-extension/build.sh verify     protocol tests against the jar in the package
set -eu
cd "$(dirname "$0")"

die() { echo "vscode-extension: $*" >&2; exit 1; }

major=$(node --version 2>/dev/null | sed 's/^v//; s/\..*//')
[ "${major:-0}" -ge 20 ] || die "needs Node 20 or newer on PATH, found ${major:-none}"

# A file inside node_modules says for which lock file it was filled.
install_tools() {
    stamp=node_modules/.installed-for
    lock=$(cat package.json package-lock.json .npmrc | cksum)
    [ "$(cat $stamp 2>/dev/null)" = "$lock" ] && return
    # No package's own scripts are needed: esbuild finds its program without.
    npm ci --ignore-scripts --loglevel=error || die "npm ci failed: is the npm registry within reach?"
    echo "$lock" > $stamp
}

# Skips a step whose inputs have not changed since it last succeeded.
once() {
    stamp=out/.$1
    shift
    state=$(find src test e2e language media ./*.json ./*.mjs ./.prettier* -type f -exec cksum {} + | cksum)
    [ "$(cat "$stamp" 2>/dev/null)" = "$state" ] && return
    "$@"
    mkdir -p out
    echo "$state" > "$stamp"
}

tests() {
    [ "${RINGSIDE_SKIP_TESTS:-false}" = true ] || npm run --silent "$1"
}

case "${1:-}" in
    compile)
        install_tools
        once linted npm run --silent lint
        once compiled npm run --silent compile
        ;;
    test) tests test ;;
    package) npm run --silent package ;;
    verify) tests test:dap ;;
    *) die "say what to do: compile, test, package or verify" ;;
esac
