"""What stands in style sheets, scripts and templates: ours, and free of the central government's brand."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from core.management.commands import fetch_assets

ROOT = Path(settings.BASE_DIR)
BRAND = re.compile("crown|crest|gds transport|#1d70b8", re.IGNORECASE)
MARKS = re.compile("crown|crest|govuk-logotype|govuk-header|copyright-logo", re.IGNORECASE)
APPS = [
    "core",
    "accounts",
    "homes",
    "questionnaires",
    "actions",
    "records",
    "inspections",
    "voice",
    "reg44",
    "reg45",
    "audits",
    "governance",
]


def files(*patterns: str) -> list[Path]:
    places = [ROOT / "templates", ROOT / "static", *(ROOT / app for app in APPS)]
    return sorted(path for place in places for pattern in patterns for path in place.rglob(pattern))


def test_the_fetched_sheet_loses_font_crest_colour_and_map():
    theirs = (
        "/*! Font by somebody */@font-face{font-family:GDS Transport;src:url(/assets/fonts/light.woff2)}:root{--govuk-brand-colour:#1d70b8}"
        ".a{font-family:GDS Transport,arial,sans-serif}.govuk-footer__crown{margin:0}.b:before{mask-image:url(/assets/images/govuk-crest.svg)}"
        "/*# sourceMappingURL=x.map */"
    )
    ours = fetch_assets.clean_css(theirs)
    assert not re.search("crown|crest|GDS|1d70b8|sourceMapping|url\\(", ours)
    assert "#0f5f5c" in ours
    assert ".a{font-family:Arial,Helvetica,sans-serif}" in ours
    assert fetch_assets.clean_script("export{a};//# sourceMappingURL=x.js.map\n") == "export{a};\n"


def test_no_file_carries_the_brand_of_central_government():
    found = {
        path.relative_to(ROOT).as_posix(): match[0]
        for path in files("*.html", "*.css", "*.js", "*.svg")
        for match in [(MARKS if path.suffix == ".html" else BRAND).search(path.read_text())]
        if match
    }
    assert found == {}


def test_no_template_carries_inline_style_script_or_handlers():
    inline = re.compile(
        r"\sstyle=|<style|<script(?![^>]*\s(src=|type=\"application/json\"))|\son[a-z]+=\"|javascript:", re.IGNORECASE
    )
    found = [
        path.relative_to(ROOT).as_posix()
        for path in files("*.html")
        if inline.search(path.read_text()) and "print" not in path.parts
    ]
    assert found == []


def test_print_sheets_use_only_what_prints_reliably():
    forbidden = re.compile(r"display:\s*(inline-)?(flex|grid)|inline-block|overflow:\s*hidden")
    for path in (ROOT / "static" / "css").glob("print*.css"):
        assert not forbidden.search(path.read_text()), path.name


def test_without_node_the_command_says_what_to_do(monkeypatch):
    monkeypatch.setattr(fetch_assets.shutil, "which", lambda name: None)
    monkeypatch.setattr(fetch_assets.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(CommandError, match="apt-get install nodejs npm"):
        call_command("fetch_assets")


def test_the_lock_file_names_no_registry():
    assert '"resolved"' not in (ROOT / "package-lock.json").read_text()
    assert "http" not in (ROOT / "package-lock.json").read_text()
