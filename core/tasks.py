"""Celery entry points of the ground."""

from celery import shared_task

from core import clock, documents


@shared_task(bind=True, max_retries=documents.MAX_TRIES, default_retry_delay=10)
def make_document(self: object, document_id: int) -> None:
    """Make one document (safe to run any number of times)."""
    documents.make(document_id, now=clock.now)


@shared_task
def make_waiting_documents() -> int:
    """Make what a lost task left behind; answers how many."""
    waiting = documents.left_behind(clock.now())
    for document_id in waiting:
        make_document.delay(document_id)
    return len(waiting)
