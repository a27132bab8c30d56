"""How Django meets this app."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """What the home records itself: behaviour, missing episodes, notifications, the monthly return."""

    name = "records"
    verbose_name = "Records of the home"
