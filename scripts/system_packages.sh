#!/usr/bin/env bash
# Install the named Debian packages that are missing; without the right to do so, say what to run and stop.
# A package counts as there when dpkg knows it or, for a program or library, when it can be found without dpkg.
set -euo pipefail

there() {
  case "$1" in
    python3-venv) "${PYTHON:-python3}" -c 'import ensurepip, venv' 2>/dev/null && return 0 ;;
    libpango-1.0-0 | libpangoft2-1.0-0 | libharfbuzz-subset0)
      # Homebrew, Fedora and Alpine carry the same library under another package name.
      "${PYTHON:-python3}" - "$1" 2>/dev/null <<'PY' && return 0
import ctypes.util, sys
name = {"libpango-1.0-0": "pango-1.0", "libpangoft2-1.0-0": "pangoft2-1.0", "libharfbuzz-subset0": "harfbuzz-subset"}[sys.argv[1]]
sys.exit(0 if ctypes.util.find_library(name) else 1)
PY
      ;;
    chromium | git | make | nginx) command -v "$1" >/dev/null && return 0 ;;
    redis-server) command -v redis-server >/dev/null && return 0 ;;
    postgresql) ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 && return 0 ;;
  esac
  dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null | grep -qx installed
}

missing=()
for package in "$@"; do
  there "$package" || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

if ! command -v apt-get >/dev/null; then
  echo "These are missing: ${missing[*]}"
  echo "The names are Debian's. Install them with the package manager of this system, then run the same command again."
  exit 1
elif [ "$(id -u)" -ne 0 ]; then
  echo "These Debian packages are missing. Run this once, then the same command again:"
  echo "    sudo apt-get update && sudo apt-get install --yes --no-install-recommends ${missing[*]}"
  exit 1
fi
echo "Installing ${missing[*]}"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
install() { DEBIAN_FRONTEND=noninteractive apt-get install --yes -q --no-install-recommends "${missing[@]}" >"$log" 2>&1; }
apt-get update -q >"$log" 2>&1 && install || { cat "$log"; echo "apt-get could not install ${missing[*]}; its words are above."; exit 1; }
