"""Celery entry points of the Regulation 44 cycle."""

from celery import shared_task

from core import clock
from reg44.services import manager, referrals


@shared_task
def expire_comments() -> int:
    """48 hours without a reply count as no comment (safe to run any number of times)."""
    return manager.expire_comments(now=clock.now())


@shared_task
def refer_by_time() -> int:
    """Two months without a second following visit make a referral due (safe to run any number of times)."""
    return referrals.owe_by_time(now=clock.now())
