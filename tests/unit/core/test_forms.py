"""The fields and the form pack of the house (screens.md 7): plain messages, links that land, nothing typed is lost."""

from __future__ import annotations

import datetime as dt
from html.parser import HTMLParser

import pytest
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Fieldset, Layout, Submit
from crispy_forms.utils import render_crispy_form
from django import forms as django_forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string

from core import clock, forms
from core.gallery import WRONG, ExampleForm


class Page(HTMLParser):
    """The parts of a page that these tests ask about."""

    FOCUSABLE = {"input", "textarea", "select", "button", "a"}

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def ids(self) -> list[str]:
        return [attrs["id"] or "" for _, attrs in self.elements if "id" in attrs]

    def focusable_ids(self) -> set[str]:
        return {attrs.get("id") or "" for tag, attrs in self.elements if tag in self.FOCUSABLE}

    def described(self) -> set[str]:
        return {word for _, attrs in self.elements for word in (attrs.get("aria-describedby") or "").split()}


def drawn(form: django_forms.Form) -> str:
    return render_to_string("house/uni_form.html", {"form": form})


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (["24", "3", "2027"], dt.date(2027, 3, 24)),
        ([" 24 ", "March", "2027"], dt.date(2027, 3, 24)),
        (["1", "sept", "2027"], dt.date(2027, 9, 1)),
        (["", "", ""], None),
        (["24", "3", ""], "Date of visit must include a year"),
        (["", "", "2027"], "Date of visit must include a day and a month"),
        (["31", "2", "2027"], "Date of visit must be a real date, like 24 3 2027"),
        (["٣", "3", "2027"], "Date of visit must be a real date, like 24 3 2027"),
        (["24", "ma", "2027"], "Date of visit must be a real date, like 24 3 2027"),
        (["24", "3", "27"], "Date of visit: the year must have 4 numbers, like 2027"),
        ("2027-03-24", dt.date(2027, 3, 24)),
        ("rubbish", "Date of visit must include a month and a year"),
    ],
)
def test_a_date_is_read_as_people_type_it_or_says_what_is_wrong(typed, expected):
    field = forms.DateField(label="Date of visit", required=False)
    if isinstance(expected, str):
        with pytest.raises(ValidationError) as refused:
            field.clean(typed)
        assert refused.value.messages == [expected]
    else:
        assert field.clean(typed) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("2:30pm", dt.time(14, 30)),
        ("2.30 PM", dt.time(14, 30)),
        ("14:30", dt.time(14, 30)),
        ("1430", dt.time(14, 30)),
        ("9am", dt.time(9)),
        ("12am", dt.time(0)),
        ("midday", dt.time(12)),
        ("00:05", dt.time(0, 5)),
    ],
)
def test_a_time_is_read_as_people_type_it(typed, expected):
    field = forms.TimeField(label="Time of arrival")
    assert field.clean(typed) == expected
    assert field.clean(clock.time_words(expected)) == expected


@pytest.mark.parametrize("typed", ["2", "25:00", "14:75", "soon", "13:99pm", "-1:30"])
def test_what_is_no_time_is_refused_with_an_example(typed):
    with pytest.raises(ValidationError, match="Time of arrival must be a time, like 2:30pm or 14:30"):
        forms.TimeField(label="Time of arrival").clean(typed)


def test_text_is_kept_as_typed_but_for_stray_control_characters():
    typed = "  First\r\nsecond\x0b <script>\t‮ 👩‍👧 \u00a0end  "
    assert forms.TextField(lines=5).clean(typed) == "  First\nsecond <script>\t‮ 👩‍👧 \u00a0end  "
    with pytest.raises(ValidationError, match="must be 3 characters or fewer"):
        forms.TextField(label="What?", limit=3).clean("four")


def test_every_error_is_linked_to_an_input_that_exists_and_every_input_is_kept():
    form = ExampleForm(WRONG)
    html = drawn(form)
    page = Page(html)
    errors = forms.form_errors(form)
    assert len(errors) == html.count('class="govuk-error-message"') == len(form.errors)
    assert {error.href.removeprefix("#") for error in errors} <= page.focusable_ids()
    assert page.described() <= set(page.ids())
    assert len(page.ids()) == len(set(page.ids()))
    assert "&lt;b&gt;Oak &amp; Elm&lt;/b&gt;" in html
    assert "<b>Oak" not in html
    for text in ("four", "31", "2027", "late", "nobody", "x" * 230):
        assert text in html


def test_the_browser_is_never_asked_to_validate():
    html = drawn(ExampleForm())
    assert " required" not in html
    assert ' maxlength="200"' not in html


def test_messages_name_the_field_in_plain_words():
    messages = [error.text for error in forms.form_errors(ExampleForm({}))]
    assert messages[:3] == ["Enter name of the home", "Enter number of bedrooms", "Enter date of visit"]
    assert "Answer the question “Did you see the fire log?”" in messages
    assert "Tick to confirm: I have read the report" in messages
    assert not [text for text in messages if "This field" in text]


def test_a_form_of_another_app_gets_the_same_markup():
    class Foreign(django_forms.Form):
        login = django_forms.EmailField(
            widget=django_forms.EmailInput(attrs={"placeholder": "Email", "autocomplete": "email"})
        )
        kind = django_forms.ChoiceField(choices=[("a", "A"), ("b", "B")], widget=django_forms.RadioSelect)
        day = django_forms.DateField(required=False)
        keep = django_forms.BooleanField(required=False)

    html = drawn(Foreign({"login": "x", "kind": "a", "keep": "on"}))
    assert 'autocomplete="email"' in html
    assert "placeholder" not in html
    assert html.count("govuk-radios__item") == 2
    assert html.count(" checked") == 2
    assert 'class="govuk-checkboxes"' in html


def test_three_boxes_show_a_stored_date_and_an_unfinished_one():
    class Asks(forms.HouseForm):
        visited = forms.DateField(label="Date of visit")

    assert 'name="visited_year" type="text" inputmode="numeric" spellcheck="false" value="2027"' in drawn(
        Asks(initial={"visited": dt.date(2027, 3, 24)})
    )
    unfinished = Asks({"visited_day": "24", "visited_month": "", "visited_year": "<"})
    assert 'value="&lt;"' in drawn(unfinished)
    assert not Asks({"visited_day": "24", "visited_month": "3", "visited_year": "2027"}).errors


def test_a_layout_is_drawn_in_its_own_order_and_frame():
    class Asks(forms.HouseForm):
        first = forms.TextField()
        second = forms.TextField()
        third = forms.TextField()

    form = Asks()
    form.helper = FormHelper()
    form.helper.layout = Layout(Fieldset("Gas safety", "second"), Div("first", css_class="outer"))
    form.helper.add_input(Submit("go", "Send"))
    html = render_crispy_form(form)
    assert html.index("Gas safety") < html.index("id_second") < html.index('class="outer"') < html.index("id_first")
    assert "id_third" not in html
    assert html.count("<form") == html.count(" novalidate") == html.count('type="submit"') == 1


def test_a_name_of_one_line_stays_on_one_line_and_a_text_keeps_its_lines():
    copied = "Oak House\r\nBcc: everybody@council.example\u2028and\tmore\n"
    assert forms.TextField().clean(copied) == "Oak House Bcc: everybody@council.example and more"
    assert forms.TextField().clean("Oak  House") == "Oak  House"
    assert forms.TextField(lines=3).clean("One\r\n\r\n\tTwo") == "One\n\n\tTwo"
