#!/bin/sh
# Prepares what the end-to-end test needs and the repository does not hold: a headless browser and a
# real VS Code served to it (code-server, from npm). Everything lands in a cache folder outside the
# repository, keyed by this script's hash, so a second run takes no time. Prints that folder.
#
#   RINGSIDE_E2E_CACHE   where to cache (default ~/.cache/ringside-e2e)
#   RINGSIDE_CHROMIUM    a Chromium or Chrome to use instead of the one on PATH
set -eu

here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
key=$(sha256sum "$here/setup.sh" | cut -c1-16)
cache=${RINGSIDE_E2E_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/ringside-e2e}/$key

say() { echo "e2e set-up: $*" >&2; }
die() { say "$*"; exit 1; }

node_major=$(node --version 2>/dev/null | sed 's/^v//; s/\..*//')
[ "${node_major:-0}" = 20 ] || die "needs Node 20 (code-server 4.99.4 runs on no other), found ${node_major:-none}"

apt_install() {
  command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ] ||
    die "missing: $*. Install them (Debian's names), or run this as root on Debian or Ubuntu."
  say "apt-get install $*"
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq >&2
  apt-get install -y -qq --no-install-recommends "$@" >&2
}

wanted=
[ -n "${RINGSIDE_CHROMIUM:-}" ] || command -v chromium >/dev/null 2>&1 || wanted="$wanted chromium"
[ -e /usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf ] || wanted="$wanted fonts-dejavu-core"
for tool in make g++ python3; do # node-gyp builds two small native modules
  command -v $tool >/dev/null 2>&1 || wanted="$wanted $tool"
done
# shellcheck disable=SC2086
[ -z "$wanted" ] || apt_install $wanted

if [ ! -e "$cache/ready" ]; then
  say "building VS Code for the browser in $cache (a few minutes, once)"
  rm -rf "$cache.part"
  mkdir -p "$cache.part"
  cd "$cache.part"
  prefix=$(dirname "$(dirname "$(readlink -f "$(command -v node)")")")
  [ ! -d "$prefix/include/node" ] || export npm_config_nodedir="$prefix"
  export npm_config_build_from_source=true npm_config_yes=true
  npm pack --silent code-server@4.99.4 @vscode/ripgrep-linux-x64@1.18.0 >&2
  mkdir cs rg
  tar xzf code-server-4.99.4.tgz -C cs --strip-components=1
  tar xzf vscode-ripgrep-linux-x64-1.18.0.tgz -C rg --strip-components=1
  ci="npm ci --silent --omit=dev --ignore-scripts --no-audit --no-fund --legacy-peer-deps"
  (cd cs && $ci) >&2
  (cd cs/lib/vscode && $ci) >&2
  (cd cs/lib/vscode/extensions && $ci && node postinstall.mjs) >&2
  (cd cs && npm rebuild --silent argon2) >&2
  (cd cs/lib/vscode && npm rebuild --silent node-pty) >&2
  mkdir -p cs/lib/vscode/node_modules/@vscode/ripgrep/bin
  cp "$(find rg -type f -name rg | head -n 1)" cs/lib/vscode/node_modules/@vscode/ripgrep/bin/rg
  ln -sfn node_modules cs/lib/vscode/node_modules.asar
  ln -sf code-linux.sh cs/lib/vscode/bin/remote-cli/code-server
  ln -sf browser-linux.sh cs/lib/vscode/bin/helpers/browser.sh
  rm -rf rg ./*.tgz
  touch ready
  rm -rf "$cache"
  mv "$cache.part" "$cache"
fi
echo "$cache"
