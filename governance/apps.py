"""How Django meets this app."""

from django.apps import AppConfig


class GovernanceConfig(AppConfig):
    """Governance."""

    name = "governance"
    verbose_name = "Governance"
