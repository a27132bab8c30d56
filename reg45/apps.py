"""How Django meets this app."""

from django.apps import AppConfig


class Reg45Config(AppConfig):
    """Regulation 45: quality of care reviews (step 3 of the plan in docs/notes.md)."""

    name = "reg45"
    verbose_name = "Regulation 45"
