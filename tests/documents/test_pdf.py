"""Making PDFs: nothing is ever opened that is not named, whatever people type."""

from __future__ import annotations

import socket
import urllib.request

import pypdfium2
import pytest

from core import pdf

HOSTILE = """<!doctype html><html lang="en"><head><title>Hostile</title>
<link rel="stylesheet" href="{secret}"><link rel="attachment" href="{secret}"><link rel="stylesheet" href="http://127.0.0.1:9/a.css">
<style>@import url("{secret}"); @import url("http://127.0.0.1:9/b.css");
@font-face {{ font-family: x; src: url("{secret}"), url("http://127.0.0.1:9/f.woff2") }}
body {{ background: url("{secret}"); font-family: x }} p::before {{ content: url("http://127.0.0.1:9/c.png") }}</style></head>
<body><h1>Hostile</h1><p>Text</p><img alt="" src="{secret}"><img alt="" src="http://127.0.0.1:9/d.png">
<img alt="" src="asset:../settings.py"><img alt="" src="data:text/plain,zqdatazq">
<object data="{secret}"></object><embed src="{secret}"><iframe src="{secret}"></iframe>
<a rel="attachment" href="{secret}">file</a>
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"><title>t</title>
<image xlink:href="{secret}" width="9" height="9"/><use xlink:href="{secret}#a"/></svg></body></html>"""


def test_hostile_html_opens_no_address_and_no_file(tmp_path, monkeypatch):
    secret = tmp_path / "secret.svg"
    secret.write_text('<svg xmlns="http://www.w3.org/2000/svg"><text id="a" y="9">zqsecretzq</text></svg>')
    asked: list[object] = []

    def refuse(*args, **kwargs):
        asked.append(args)
        raise OSError("closed")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(urllib.request.OpenerDirector, "open", refuse)
    made = pdf.render(HOSTILE.format(secret=secret.as_uri()))
    text = "".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(made.content))
    assert asked == []
    assert "Text" in text
    assert "zqsecretzq" not in text
    assert b"EmbeddedFile" not in made.content
    assert b"zqdatazq" not in made.content


@pytest.mark.parametrize(
    "url", ["file:///etc/hostname", "http://127.0.0.1/", "data:,x", "asset:css/print.css", "draft.svg"]
)
def test_only_named_assets_are_opened(url):
    with pytest.raises(ValueError, match="may not open"):
        pdf._fetcher().fetch(url)


def test_the_same_page_makes_the_same_file_twice():
    html = '<!doctype html><html lang="en-GB"><head><title>Twice</title></head><body><h1>Twice</h1></body></html>'
    one, two = pdf.render(html), pdf.render(html)
    assert one.content == two.content
    assert one.pages == 1
