"""Celery entry points of the delivery, and how it is woken."""

from celery import shared_task

from core import clock
from delivery import services


@shared_task
def send_waiting() -> int:
    """Send what waits (safe to run any number of times and in parallel); answers how many were sent."""
    return services.send_waiting(now=clock.now)


def wake() -> None:
    """Ask a worker to send now. One try: when the queue is down nobody waits for it, and the beat sends within a minute."""
    send_waiting.apply_async(retry=False)
