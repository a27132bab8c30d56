#!/usr/bin/env bash
# check.sh PACKAGE...: every check that runs no test. All of them run, also after one has failed; the last line counts.
set -uo pipefail
export QA_MODE=test
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
export QA_VAR="$results/var"
failed=0
# Named one by one: Django looks away from an app that has no migrations at all.
apps=()
for package in "$@"; do [ "$package" = qa_portal ] || apps+=("$package"); done

check() {  # check NAME COMMAND...
  local name=$1
  shift
  if "$@" >"$results/out" 2>&1; then
    printf '  ok      %s\n' "$name"
  else
    printf '  FAILED  %s\n' "$name"
    sed 's/^/          /' "$results/out"
    failed=$((failed + 1))
  fi
}
templates() { git ls-files -z --cached --others --exclude-standard -- '*.html' | xargs -0r djhtml --check --tabwidth 2; }
deployment() {  # the settings of a council, with an address and a secret of its own
  QA_MODE=live QA_SECRET_KEY=$(python -c 'import secrets; print(secrets.token_urlsafe(64))') \
    QA_SITE_URL=https://quality.example.gov.uk QA_ALLOWED_HOSTS=quality.example.gov.uk QA_BEHIND_PROXY=yes \
    QA_CHILD_HELP_LINE="A helpline, 0808 157 0142" DATABASE_URL=postgresql://qa@db/qa?sslmode=verify-full REDIS_URL=rediss://redis:6379/0 \
    python manage.py check --deploy --fail-level WARNING
}
types() { mypy "$@"; }

types "$@" >"$results/types" 2>&1 & # the slowest goes beside the others
typing=$!
check "style (ruff check)" ruff check --quiet --output-format concise .
check "format (ruff format)" ruff format --check --quiet --output-format concise .
check "templates (djhtml)" templates
check "imports go downward (lint-imports)" lint-imports --no-cache
check "no migration is missing" python manage.py makemigrations --check --dry-run --verbosity 1 "${apps[@]}"
check "deployment settings (check --deploy)" deployment
wait "$typing"
typed=$?
check "types (mypy)" bash -c "cat '$results/types'; exit $typed"
printf '%s checks failed\n' "$failed"
[ "$failed" -eq 0 ]
