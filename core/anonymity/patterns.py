"""What has a fixed shape: email addresses, postcodes, telephone and NHS numbers, dates of birth, street addresses.

Each expression has bounded repeats only, starts at a rare character and looks at a bounded stretch of text: so the time
grows with the length of the text, whatever it holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from .kinds import Context, Finding, finding

LOCAL = re.compile(r"[A-Za-z0-9._%+'-]{1,64}\Z")
DOMAIN = re.compile(r"[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,5}")
POSTCODE = re.compile(
    r"(?<![A-Za-z0-9])[A-Za-z]{1,2}\d[A-Za-z\d]?[ \u00a0]?\d[ABD-HJLNP-UW-Zabd-hjlnp-uw-z]{2}(?![A-Za-z0-9])"
)
DIGITS = re.compile(r"(?<![\d+])\+?[(\d](?:[ \u00a0().-]{0,2}\d){8,14}(?!\d)")
DAY = r"(?:0?[1-9]|[12]\d|3[01])"
MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)"
)
DATE = re.compile(
    rf"(?<!\d)(?:{DAY}[/.-](?:0?[1-9]|1[0-2])[/.-](?P<y1>(?:19|20)?\d\d)(?!\d)"
    rf"|{DAY}(?:st|nd|rd|th)?\s{{1,2}}(?:of\s)?{MONTH}\b,?(?:\s{{1,2}}(?P<y2>(?:19|20)\d\d)(?!\d))?"
    rf"|(?P<y3>(?:19|20)\d\d)-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?!\d))",
    re.IGNORECASE,
)
BIRTH = re.compile(r"\b(?:born|birth|birthday|birthdate|d\.?o\.?b\.?)\b", re.IGNORECASE)
STREET = re.compile(
    r"(?<!\w)(?:(?:Flat|Unit|Apartment|Room)\s\d{1,4}[A-Za-z]?,?\s)?\d{1,4}[A-Za-z]?,?\s"
    r"(?:[A-Z][\w'’-]{1,20}\s){1,3}"
    r"(?:Road|Rd|Street|St|Avenue|Ave|Lane|Drive|Close|Crescent|Gardens|Terrace|Grove|Square|Mews|Way|Court|Row|Walk|Rise|Parade|Hill|Place)\b"
)
PHONE_LENGTHS = {10, 11}
CHILD_YEARS = range(8, 19)
"""A date so many years before the visit, standing alone, may be a child's birthday."""


def find_patterns(text: str, context: Context) -> list[Finding]:
    """All findings of fixed shape, in no particular order."""
    return [
        *_emails(text),
        *_postcodes(text),
        *_numbers(text),
        *_births(text, context),
        *(
            finding(text, match.start(), match.end(), "address", "This looks like a street address.")
            for match in STREET.finditer(text)
        ),
    ]


def _emails(text: str) -> Iterator[Finding]:
    place = text.find("@")
    while place >= 0:
        local = LOCAL.search(text[max(0, place - 64) : place])
        domain = DOMAIN.match(text, place + 1)
        if local and domain:
            start = place - len(local.group())
            yield finding(text, start, domain.end(), "email", "This looks like an email address.")
        place = text.find("@", place + 1)


def _postcodes(text: str) -> Iterator[Finding]:
    for match in POSTCODE.finditer(text):
        yield finding(text, match.start(), match.end(), "postcode", "This looks like a postcode.")


def nhs_number(digits: str) -> bool:
    """Whether ten digits are an NHS number: the last digit is the check digit (modulus 11, weights 10 to 2)."""
    if len(digits) != 10 or digits[0] == "0" or len(set(digits)) == 1:
        return False
    check = 11 - sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
    return check != 10 and check % 11 == int(digits[9])


def _numbers(text: str) -> Iterator[Finding]:
    for match in DIGITS.finditer(text):
        digits = "".join(mark for mark in match.group() if mark.isdigit())
        end = match.end()
        if nhs_number(digits):
            yield finding(text, match.start(), end, "nhs_number", "This number passes the check of an NHS number.")
            continue
        national = "0" + digits[2:].lstrip("0") if digits.startswith("44") else digits
        if digits.startswith("0044"):
            national = "0" + digits[4:].lstrip("0")
        if len(national) in PHONE_LENGTHS and national[:2] in ("01", "02", "03", "05", "07", "08", "09"):
            yield finding(text, match.start(), end, "phone", "This looks like a telephone number.")


def _births(text: str, context: Context) -> Iterator[Finding]:
    for match in DATE.finditer(text):
        before = text[max(0, match.start() - 40) : match.start()]
        after = text[match.end() : match.end() + 14]
        mentions = list(BIRTH.finditer(before))
        since = before[mentions[-1].end() :] if mentions else "\n"
        told = not any(mark in since for mark in ("\n", ". ", ";"))
        if told or re.match(r"\s?\(?(?:DOB|birth)", after, re.IGNORECASE):
            yield finding(text, match.start(), match.end(), "date_of_birth", "This looks like a date of birth.")
        elif _of_a_child(match, context.today):
            yield finding(
                text, match.start(), match.end(), "date_of_birth", "A date so long ago may be a child's date of birth."
            )


def _of_a_child(match: re.Match[str], today: date | None) -> bool:
    """Whether a date with a year lies as far back as a child's birth."""
    year = match["y1"] or match["y2"] or match["y3"]
    if today is None or not year:
        return False
    full = int(year) if len(year) == 4 else 2000 + int(year)
    return today.year - full in CHILD_YEARS
