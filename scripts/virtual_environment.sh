#!/usr/bin/env bash
# virtual_environment.sh PYTHON FOLDER LOCK: make FOLDER, or bring it to what LOCK says. Every file is checked by its hash.
set -euo pipefail
python=$1 folder=$2 lock=$3
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
  echo "Python 3.11 or newer is needed; $python is $("$python" --version). Name another with PYTHON=python3.11."
  exit 1
}
[ -x "$folder/bin/python" ] || "$python" -m venv "$folder"
echo "Installing the Python packages of $lock"
"$folder/bin/python" -m pip install --quiet --no-input --root-user-action=ignore --require-hashes -r "$lock"
