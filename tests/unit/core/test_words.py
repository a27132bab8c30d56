"""Times, numbers and texts as people read them."""

from __future__ import annotations

import datetime as dt

import pytest
from django.template import Context, Template

from core.templatetags import portal

SUMMER = dt.datetime(2027, 7, 1, 23, 30, tzinfo=dt.UTC)  # half past midnight of the next day in London


def drawn(source: str, **context: object) -> str:
    return Template(source).render(Context(context))


def test_moments_are_shown_in_london_and_carry_utc():
    assert portal.day(SUMMER) == "2 July 2027"
    assert portal.clock_time(SUMMER) == "12:30am"
    assert portal.moment(SUMMER) == '<time datetime="2027-07-01T23:30:00+00:00">2 July 2027, 12:30am</time>'
    assert portal.moment_words(dt.datetime(2027, 3, 24, 14, 30, tzinfo=dt.UTC)) == "24 March 2027, 2:30pm"
    assert portal.day(dt.date(2027, 3, 4)) == "4 March 2027"
    assert [portal.day(None), portal.moment(None), portal.clock_time(None)] == ["", "", ""]


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (dt.timedelta(days=2, hours=3), "2 days"),
        (3700, "1 hour"),
        (dt.timedelta(minutes=-61), "1 hour"),
        (59, "less than a minute"),
    ],
)
def test_lengths_of_time_are_words(length, words):
    assert portal.duration(length) == words


def test_numbers_go_with_their_words():
    assert [portal.counted(n, "child,children") for n in (0, 1, 2, 1200)] == [
        "no children",
        "1 child",
        "2 children",
        "1,200 children",
    ]


def test_typed_text_becomes_paragraphs_and_is_escaped():
    html = portal.paragraphs("One <b>\r\ntwo\n\n\nThree & <script>")
    assert html.count("<p ") == 2
    assert "One &lt;b&gt;<br>two" in html
    assert "<script>" not in html
    assert portal.paragraphs("") == ""


def test_components_escape_what_they_are_given():
    evil = "<img src=x onerror=alert(1)>"
    sources = [
        "{% tag evil %}", "{% warning evil %}", "{% notification_banner evil %}", "{% button evil url='/' %}",
        "{% identity_bar home=evil about=evil %}", "{% details evil %}{{ evil }}{% enddetails %}", "{% card evil %}{{ evil }}{% endcard %}",
        "{% summary_list rows title=evil %}", "{% task_list tasks name='t' %}", "{% timeline entries %}", "{% table evil head body %}",
    ]  # fmt: skip
    context = {
        "evil": evil,
        "rows": [{"key": evil, "value": evil, "change": "/x"}],
        "tasks": [{"title": evil, "status": evil, "url": "/x", "hint": evil}],
        "entries": [{"title": evil, "at": SUMMER, "by": evil, "text": evil}],
        "head": [evil],
        "body": [[evil]],
    }
    for source in sources:
        html = drawn(source, **context)
        assert "<img" not in html, source
        assert "&lt;img" in html, source


def test_a_task_that_cannot_start_has_no_link():
    html = drawn("{% task_list tasks name='t' %}", tasks=[{"title": "Opinion", "status": "Cannot start yet"}])
    assert "<a" not in html
    assert "Cannot start yet" in html
