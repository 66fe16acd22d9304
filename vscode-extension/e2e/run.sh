#!/bin/sh
# Drives the packed extension in a real VS Code in a headless browser. Screenshots, the server's log
# and a trace of failures are left in vscode-extension/target/e2e. Ends with "N passed, N failed".
set -eu
cd "$(dirname "$0")/.."

[ -f ringside.vsix ] || { echo "e2e: no vscode-extension/ringside.vsix: run ./ringside test first." >&2; exit 1; }
./build.sh compile
cache=$(e2e/setup.sh)
rm -rf target/e2e
mkdir -p target/e2e
RINGSIDE_E2E_SERVER=$cache/cs exec node out/js/e2e/main.js
