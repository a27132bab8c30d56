"""Celery entry points of the home's records."""

from celery import shared_task

from core import clock
from records.services import returns


@shared_task
def open_returns() -> int:
    """Open the return of every month that is over (safe to run any number of times)."""
    return returns.open_due(now=clock.now())
