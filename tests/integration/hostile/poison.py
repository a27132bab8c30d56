"""What a hostile or broken browser may send."""

from __future__ import annotations

from core.forms import BREAK, STRAY
from core.middleware import plain

MARK = "hostile7f3a"
SCRIPT = f'{MARK}"><script>alert("{MARK}")</script><img src=x onerror=alert(1)>'
RAW = (f'<script>alert("{MARK}', "<img src=x onerror")
TEXTS = {
    "script": SCRIPT,
    "signs": f"=cmd|'/c calc'!A0 {MARK}{{{{ 7*7 }}}}{{% debug %}}${{7*7}}%s%(x)s{{0}}' OR '1'='1'; DROP TABLE x; -- \\ %00",
    "letters": f"{MARK} 👩‍👧 🏴󠁧󠁢󠁥󠁮󠁧󠁿 🌻 \u202eright to left\u202c שלום مرحبا\u200f zero\u200b\u200d\ufeff\u2060width",
    "control": f"{MARK}\x00\x07\x1b[31m\x7fx one\r\ntwo\rthree\n\nfour",
    "200 kB": MARK + "wörd " * 35_000 + "end",
}
"""Words that must come through to the letter; only what no reader sees is dropped."""

VALUES = [
    "", "\x00", "-1", "0", "1e400", "NaN", "9" * 30, "9" * 5000, "²", "٣", "0000-00-00", "99999-1-1", "[]", '{"a": [1]}', "null", "x" * 3000,
]  # fmt: skip
"""What no field asks for."""

DATES = [
    ("31", "2", "2027"),
    ("0", "0", "0000"),
    ("1", "1", "99999"),
    ("-1", "1e9", "2027"),
    ("1", "1", "0001"),
    ("31", "12", "9999"),
]
METHODS = ["PUT", "PATCH", "DELETE", "OPTIONS", "HEAD", "TRACE", "QUERY"]
FORM, PARTS = "application/x-www-form-urlencoded", "multipart/form-data; boundary=edge"
BODIES: dict[str, tuple[str, bytes]] = {
    "empty": (FORM, b""),
    "not utf-8": (FORM, b"text=\xff\xfe\xc0\x80&reason=%ff%fe&op_id=%c0%80"),
    "lone surrogates": (FORM, b"text=%ed%a0%80&reason=%ed%b0%80&why=%ed%a0%80"),
    "10,000 fields": (FORM, b"&".join(b"f%d=x" % number for number in range(10_000))),
    "2,900 unknown fields": (FORM, b"&".join(b"f%d=x" % number for number in range(2_900))),
    "nothing but signs": (FORM, b"&&==&=&%&%%%&=x&x"),
    "truncated multipart": (PARTS, b'--edge\r\nContent-Disposition: form-data; name="text"\r\n\r\nhalf a wo'),
    "multipart without boundary": ("multipart/form-data", b"text=x"),
    "multipart that is none": (PARTS, b"\x00\xff" * 50),
    "file for text": (PARTS, b'--edge\r\nContent-Disposition: form-data; name="text"; filename="a"\r\n\r\nx\r\n--edge--\r\n'),
    "json": ("application/json", b'{"text": ["x"], "edits": 3}'),
    "broken json": ("application/json", b'{"text": "\xff'),
    "xml": ("text/xml", b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
    "no type": ("", b"text=x"),
    "unknown letters": (FORM + "; charset=no-such-letters", b"text=x"),
    "utf-16": (FORM + "; charset=utf-16", "text=x".encode("utf-16")),
    "utf-7": (FORM + "; charset=utf-7", b"text=+2AA-x"),
}  # fmt: skip
QUERIES = [
    "?page=-1&page=x&words=%00%ed%a0%80&code=%ff&key=%00&row=%ff&p=%c2%b2&home=%c2%b2&more=1,x,,-9&next=//evil.example&regulation=%00",
    "?page=" + "9" * 400 + "&p=" + "9" * 400 + "&home=" + "9" * 30 + "&code=" + "x" * 3000 + "&more=" + "9" * 400,
    "?words=%3Cscript%3Ealert(%22hostile7f3a%22)%3C/script%3E&code=%3Cimg%20src=x%20onerror=1%3E&check=%00&key=%27%22%3E%3Cimg%20src=x%20onerror=1%3E",
    "?&&==&=%&%%%&x[]=1&x[a][b]=2&home=1&home=2&starts=31-2-2027&ends=99999-1-1&starts_day=x&role=visitor&authority=-1",
]
NUMBERS = ["0", str(2**31), str(2**63), "9" * 400]
PARTS_OF_PATH = ["%00", "%ff%fe", "%ed%a0%80", "..%2f..", "%F0%9F%8C%BB", "%3Cscript%3E", "-1", "²", "x" * 6000]


def kept(text: str) -> str:
    """How the portal keeps a text: without what no reader sees, and with one kind of line end."""
    return STRAY.sub("", plain(text).replace("\r\n", "\n").replace("\r", "\n"))


def on_one_line(text: str) -> str:
    """How a field of one line keeps it: no browser lets a line break in there, and one that comes in otherwise becomes a space."""
    return STRAY.sub("", BREAK.sub(" ", plain(text)))
