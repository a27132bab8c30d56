"""Celery entry points of time limits."""

from celery import shared_task

from core import clock
from deadlines.services.sweep import sweep


@shared_task
def tick() -> int:
    """One sweep (safe to run any number of times, by any number of schedulers); answers how many reminders it made."""
    return sweep(now=clock.now()).reminders
