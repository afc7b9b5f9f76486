#!/usr/bin/env bash
# Install with apt what the tests need and the machine lacks; where that is not allowed the tests skip with a reason.
set -euo pipefail
behovs=()
command -v chromium >/dev/null || behovs+=(chromium)
command -v javac >/dev/null || behovs+=(default-jdk-headless)
compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || command -v initdb >/dev/null || behovs+=(postgresql)
[ ${#behovs[@]} -eq 0 ] && exit 0
if [ "$(id -u)" -eq 0 ]; then sudo=(); elif sudo -n true 2>/dev/null; then sudo=(sudo -n); else
  echo "Cannot install ${behovs[*]} without root: the tests that need them are skipped."; exit 0
fi
command -v apt-get >/dev/null || { echo "No apt-get: the tests that need ${behovs[*]} are skipped."; exit 0; }
"${sudo[@]}" apt-get update -qq
DEBIAN_FRONTEND=noninteractive "${sudo[@]}" apt-get install -y -qq --no-install-recommends "${behovs[@]}" >/dev/null
