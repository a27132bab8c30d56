"""How Django meets this app."""

from django.apps import AppConfig


class VoiceConfig(AppConfig):
    """What children, parents, placing authorities and staff say: surveys, and words at any time."""

    name = "voice"
    verbose_name = "Voice"
