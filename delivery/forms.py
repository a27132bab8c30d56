"""The forms of this app; what is allowed is judged by the services."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms

from core.clock import time_words
from core.forms import HouseForm, Radios
from delivery.models import EARLIEST, LATEST, Preference

HOURS = [(hour, time_words(dt.time(hour))) for hour in range(EARLIEST, LATEST + 1)]


class PreferenceForm(HouseForm):
    """How mail comes."""

    way = forms.ChoiceField(label="How do you want your mail?", choices=Preference.Way.choices, widget=Radios())
    hour = forms.TypedChoiceField(
        label="When should the daily mail come?",
        help_text="London time. It comes only on days when there is something in it.",
        choices=HOURS,
        coerce=int,
    )


def shown(preference: Preference) -> dict[str, Any]:
    """What the form shows first."""
    return {"way": preference.way, "hour": preference.hour}
