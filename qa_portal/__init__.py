"""The composition root: settings, addresses, Celery. Nobody imports it."""

from qa_portal.celery import app as celery_app

__all__ = ["celery_app"]
