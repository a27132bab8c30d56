"""Celery entry points of surveys and words."""

from celery import shared_task

from core import clock
from voice import services


@shared_task
def close_due() -> int:
    """Close surveys whose last day has passed (safe to run any number of times)."""
    services.forget_sendings(now=clock.now())
    return services.close_due(now=clock.now())
