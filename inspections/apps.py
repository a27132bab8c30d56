"""How Django meets this app."""

from django.apps import AppConfig


class InspectionsConfig(AppConfig):
    """Ofsted's inspections of the homes, and the import of Ofsted's published file."""

    name = "inspections"
    verbose_name = "Inspections"
