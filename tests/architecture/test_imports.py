"""Who may import whom: between apps the layers of pyproject.toml, inside an app the order of its modules."""

from __future__ import annotations

import ast
import tomllib
from pathlib import Path

from tests.architecture.files import APPS, PACKAGES, ROOT, ours, text, where

# Module of an app -> modules (of any app) and packages it never imports at its top.
NEVER = {
    "states": {"models", "services", "selectors", "policy", "forms", "views", "tasks", "django.http"},
    "models": {"services", "selectors", "forms", "views", "tasks", "django.http"},
    "policy": {"services", "forms", "views", "tasks", "django.http"},
    "services": {"forms", "views", "tasks", "django.http", "django.shortcuts"},
    "selectors": {"services", "forms", "views", "tasks", "django.http"},
    "forms": {"views", "tasks"},
    "tasks": {"forms", "views", "django.http"},
}


def imports(path: Path, tree: ast.AST) -> list[tuple[int, str]]:
    """(line, dotted name) of each import; a relative one is written out."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            found += [(node.lineno, f"{base}.{alias.name}") for alias in node.names]
    return found


def product() -> list[Path]:
    return [path for path in ours(".py", under=PACKAGES) if "migrations" not in path.parts]


def test_the_contract_names_every_app_so_that_none_stands_outside_the_layers():
    contract = tomllib.loads(text(ROOT / "pyproject.toml"))["tool"]["importlinter"]
    layers = {app for layer in contract["contracts"][0]["layers"] for app in layer.split(" | ")}
    assert set(PACKAGES) == layers == set(contract["root_packages"])
    assert "ignore_imports" not in contract["contracts"][0]


def test_imports_between_apps_go_downward_only():
    """The same as lint-imports in “make check”, here in a fraction of the time and with the line."""
    layers = tomllib.loads(text(ROOT / "pyproject.toml"))["tool"]["importlinter"]["contracts"][0]["layers"]
    height = {app: -number for number, layer in enumerate(layers) for app in layer.split(" | ")}
    wrong = []
    for path in product():
        own = path.relative_to(ROOT).parts[0]
        for line, name in imports(path, ast.parse(text(path))):
            other = name.split(".")[0]
            if other in height and other != own and height[other] >= height[own]:
                wrong.append(f"{where(path, line)}: {own} imports {other}")
    assert not wrong


def test_inside_an_app_rules_and_writes_know_nothing_of_pages():
    wrong = []
    for path in ours(".py", under=APPS):
        parts = path.relative_to(ROOT).with_suffix("").parts
        if len(parts) < 2 or not (never := NEVER.get(parts[1])):
            continue
        for line, name in imports(path, ast.parse(text(path))):
            names = name.split(".")
            module = names[1] if names[0] in APPS and len(names) > 1 else ""
            if module in never or any(name.startswith(one + ".") for one in never if "." in one):
                wrong.append(f"{where(path, line)}: {'.'.join(parts)} imports {name}")
    assert not wrong


def test_no_code_of_the_product_imports_its_tests():
    wrong = [
        where(path, line)
        for path in product()
        for line, name in imports(path, ast.parse(text(path)))
        if name.split(".")[0] in {"tests", "pytest", "factory", "playwright", "hypothesis"}
    ]
    assert not wrong
