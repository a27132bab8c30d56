"""What is done to accounts outside the request."""

from celery import shared_task

from accounts import services


@shared_task
def forget_ended_sessions() -> int:
    """Once a day: sessions that have run out; answers how many were still noted."""
    return services.forget_ended_sessions()
