"""HTML -> PDF for people with and without a screen reader (PDF/UA-1), by WeasyPrint.

Nothing is ever fetched: the few pictures a document may use are named here and read from our own static files at
start. Whatever else the HTML or CSS asks for is refused, so words typed by people cannot make this server open a file
or an address.
"""

from __future__ import annotations

import functools
import gc
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, Protocol

from django.contrib.staticfiles import finders

from core.documents import Made

PRINT_CSS: Final = "css/print.css"
DRAFT_CSS: Final = "css/print-draft.css"
SCHEME: Final = "asset:"
ASSETS: Final[Mapping[str, tuple[str, str]]] = {"asset:draft.svg": ("img/draft.svg", "image/svg+xml")}
"""Address in the style sheet -> (static file, type). The whole list of what a document may open."""


class PdfFile(Protocol):
    """What the finisher sees of a PDF under construction (pydyf)."""

    objects: list[Any]


def static_file(name: str) -> Path:
    """Where one of our own static files lies. FileNotFoundError when it is not there."""
    found = finders.find(name)
    if not isinstance(found, str):
        raise FileNotFoundError(name)
    return Path(found)


@functools.cache
def _fetcher() -> Any:
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OnlyNamed(URLFetcher):
        """Opens the named assets and nothing else: no network, no files, no data addresses."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            if url not in ASSETS:
                raise ValueError("A document may not open this address.")
            name, kind = ASSETS[url]
            return URLFetcherResponse(url, static_file(name).read_bytes(), {"Content-Type": kind})

    return OnlyNamed(allowed_protocols=())


def style_sheet(*, draft: bool) -> str:
    """The CSS of a printed document."""
    names = (PRINT_CSS, DRAFT_CSS) if draft else (PRINT_CSS,)
    return "\n".join(static_file(name).read_text(encoding="utf-8") for name in names)


def render(html: str, *, draft: bool = False) -> Made:
    """The PDF of a whole HTML page (which needs ``lang`` and a title). The HTML's own links to files are refused."""
    from weasyprint import CSS, HTML

    fetcher = _fetcher()
    sheet = CSS(string=style_sheet(draft=draft), url_fetcher=fetcher)
    was_on = gc.isenabled()
    gc.disable()  # a quarter of the time otherwise goes into looking for garbage that does not exist yet
    try:
        document = HTML(string=html, url_fetcher=fetcher).render(
            stylesheets=[sheet], pdf_variant="pdf/ua-1", pdf_tags=True
        )
        content = document.write_pdf(finisher=add_scopes, pdf_variant="pdf/ua-1", pdf_tags=True)
    finally:
        if was_on:
            gc.enable()
    return Made(content=content, pages=len(document.pages))


def add_scopes(document: Any, pdf: PdfFile) -> None:
    """Say of each table heading whether it heads its column or its row; WeasyPrint only links cells to headings."""
    elements: dict[Any, Any] = {each.reference: each for each in pdf.objects if hasattr(each, "get") and "S" in each}
    for element in elements.values():
        if element["S"] != "/TH" or "A" not in element:
            continue
        line = elements.get(element["P"], {})
        group = elements.get(line.get("P"), {})
        element["A"]["Scope"] = "/Column" if group.get("S") == "/THead" else "/Row"
