"""Looking for a day wherever a portal could give it away: however it is written, in pages, their scripts' data, headers and files."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

import pikepdf
import pypdfium2
from django.conf import settings
from lxml import html
from playwright.sync_api import APIResponse, Page

from tests.crawling import links, shape

GAP = r"(?:\s|&nbsp;|[\u00a0\u202f,./-]|of|the|st|nd|rd|th)*"
EVERYTHING = """() => document.documentElement.outerHTML + JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie,
  [...document.querySelectorAll('input, textarea, select')].map((it) => it.value), document.title, history.state])"""
STAYS_OUT = (
    settings.STATIC_URL,
    "/sign-out/",
    "/sign-in/",
    "/gallery/",
    "/account/",
    "/help/",
    "/privacy/",
    "/accessibility/",
)


def ways(day: dt.date) -> re.Pattern[str]:
    """Every usual way of writing this day."""
    names = f"(?:{day:%B}|{day:%b})"
    numbers, parts = rf"0?{day.day}", r"[\s./-]"
    year, noon = rf"(?:{day:%Y}|{day:%y})", dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC)
    seconds = [int((noon + dt.timedelta(hours=hour)).timestamp()) // 1000 for hour in range(-1, 25)]
    week = day.isocalendar()
    found = [
        rf"(?<!\d){numbers}{GAP}{names}(?![a-z])",
        rf"(?<![a-z]){names}{GAP}{numbers}(?!\d)",
        rf"(?<!\d){numbers}{parts}0?{day.month}{parts}{year}(?!\d)",
        rf"(?<!\d)0?{day.month}{parts}{numbers}{parts}{year}(?!\d)",
        rf"(?<!\d){day:%Y}{parts}?{day:%m}{parts}?{day:%d}(?!\d)",
        rf"(?<!\d){day:%d}{day:%m}{day:%Y}(?!\d)",
        rf"{week.year}-?W{week.week:02}-?{week.weekday}(?!\d)",
        rf"(?<!\d){day:%Y}-{day:%j}(?!\d)",
        rf"(?<!\d)(?:{'|'.join(sorted({str(part) for part in seconds}))})\d{{3}}(?:\d{{3}})?(?!\d)",
    ]
    return re.compile("|".join(found), re.IGNORECASE)


def boxes(page: str) -> str:
    """Days that stand in three boxes of a form, each as one word."""
    if "govuk-date-input" not in page:
        return ""
    groups = html.document_fromstring(page).find_class("govuk-date-input")
    return " ".join("/".join(each.get("value", "") for each in group.iterfind(".//input")) for group in groups)


def words_of(body: bytes) -> str:
    """What a downloaded file says, with what it says about itself."""
    if body.startswith(b"%PDF"):
        pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(body)]
        with pikepdf.open(io.BytesIO(body)) as pdf:
            told = [str(value) for value in pdf.docinfo.values()] + [pdf.open_metadata().__str__()]
        return " ".join([*pages, *told])
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as parts:
            texts = [parts.read(name).decode(errors="replace") for name in parts.namelist() if name.endswith(".xml")]
        return " ".join([re.sub("<[^>]+>", "", text) for text in texts] + texts)
    return body.decode(errors="replace")


@dataclass
class Search:
    """One person at a browser who opens everything that they can reach. ``found`` tells where the day stood."""

    page: Page
    wanted: re.Pattern[str]
    hidden: str
    each: int = 2
    opened: int = 0
    drawn: set[str] = field(default_factory=set)
    files: int = 0
    found: list[str] = field(default_factory=list)

    def look(self, where: str, text: str) -> None:
        """Whether the day, or the address of the visit, stands in this text."""
        hit = self.wanted.search(text)
        if hit or self.hidden in text:
            at = hit.start() if hit else text.index(self.hidden)
            self.found.append(f"{where}: …{text[max(0, at - 60) : at + 60]}…")

    def crawl(self, starts: list[str]) -> None:
        """Every page that is reached by links, at most so many of one kind, each read as it is sent and one of a kind as drawn."""
        waiting, seen, kinds = list(starts), set(), dict[str, int]()
        while waiting:
            url = waiting.pop(0)
            kind = shape(url)
            if url in seen or url.startswith(STAYS_OUT) or kinds.get(kind, 0) >= self.each:
                continue
            seen.add(url)
            kinds[kind] = kinds.get(kind, 0) + 1
            waiting += self.open(url)

    def open(self, url: str) -> list[str]:
        """Open it; the addresses that it leads to."""
        answer = self.page.request.get(url)
        self.opened += 1
        text = self.read(url, answer)
        if "html" not in answer.headers.get("content-type", "") or answer.status != 200:
            return []
        self.look(f"{url}, boxes", boxes(text))
        further = links(text, url)
        kind = shape(url)
        if kind not in self.drawn:
            self.drawn.add(kind)
            self.page.goto(url)
            drawn = self.page.evaluate(EVERYTHING)
            self.look(f"{url}, as drawn", drawn)
            further |= links(drawn, url)
        return sorted(further)

    def read(self, url: str, answer: APIResponse) -> str:
        """What was sent, with its headers; the words of a page or file."""
        self.look(f"{url}, address", answer.url)
        for header in answer.headers_array:
            if header["name"].lower() != "date":
                self.look(f"{url}, header {header['name']}", header["value"])
        body = answer.body()
        self.files += body.startswith((b"%PDF", b"PK"))
        text = words_of(body)
        self.look(url, text)
        return text

    def ask_for_files(self, page: str) -> None:
        """Ask for every file that is offered on this page, and read it."""
        tree = html.document_fromstring(self.page.request.get(page).body())
        for form in tree.findall(".//main//form[@method='post']"):
            values = dict(form.form_values())
            values |= {each.get("name"): each.get("value") for each in form.iterfind(".//button[@name]")}
            home = f"{urlsplit(self.page.url).scheme}://{urlsplit(self.page.url).netloc}"
            target = urljoin(home + page, form.get("action") or page)
            answer = self.page.request.post(target, form=values, headers={"Referer": home + page})
            text = self.read(target, answer)
            for link in sorted(links(text, page)):
                if link.endswith("/file/"):
                    self.read(link, self.page.request.get(link))
