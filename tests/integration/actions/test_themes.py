"""The same asked for again, in one home or in several, stands side by side; nobody learns by it of what they may not see (G3)."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actions import services
from core import clock
from governance.bench import same


def test_of_what_asks_for_the_same_most_is_found_and_little_is_taken_for_it_wrongly():
    measured = same.blocks()[1::2]
    texts = [text for block in same.blocks() for text in block]
    assert len(texts) == len(set(texts)) >= 120
    for found, least in ((same.pairs(measured), 0.65), (same.groups(measured), 0.8)):
        assert found.precision >= 0.9
        assert found.recall >= least


@pytest.mark.django_db
def test_what_comes_back_is_told_with_how_often_and_where(cast):
    values = {"source": "test.other", "priority": "low", "by": cast.qa_officer, "now": clock.now()}
    texts = [
        "Hold a fire drill at night.",
        "A fire drill at night was not held.",
        "Record the fire drill of the night.",
    ]
    rows = [services.create(home=cast.oak, text=text, **values) for text in texts[:2]]
    rows += [services.create(home=cast.elm, text=texts[2], **values)]
    alone = services.create(home=cast.oak, text="Book the dentist.", **values)
    draft = services.create(home=cast.oak, text=texts[0], in_draft=True, **values)
    officer, address = cast.client(cast.qa_officer), reverse("actions:themes")
    with CaptureQueriesContext(connection) as queries:
        page = officer.get(address, {"home": str(cast.oak.pk)}).content.decode()
    assert len(queries) <= 12
    assert "This comes back: 2 times in this home, 3 times in 2 homes" in page
    for row in rows:
        assert reverse("actions:action", args=[row.pk]) in page
    for row in (alone, draft):
        assert reverse("actions:action", args=[row.pk]) not in page
    assert "3 times, in 2 homes" in officer.get(address).content.decode()
    other = cast.client(cast.other_manager).get(address).content.decode()
    assert "Nothing was asked for twice." in other
