"""Celery entry points of the Regulation 44 cycle."""

from celery import shared_task

from core import clock
from reg44.services import manager


@shared_task
def expire_comments() -> int:
    """48 hours without a reply count as no comment (safe to run any number of times)."""
    return manager.expire_comments(now=clock.now())
