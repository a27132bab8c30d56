"""The Celery application; tasks live in each app's tasks.py."""

import os

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qa_portal.settings")
app = Celery("qa_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
# Beat only wakes the work; the database says what there is to do, so a missed or doubled tick changes nothing.
app.conf.beat_schedule = {
    "documents-left-behind": {"task": "core.tasks.make_waiting_documents", "schedule": 60.0},
    "mails-waiting": {"task": "delivery.tasks.send_waiting", "schedule": 60.0},
    "manager-comments-expired": {"task": "reg44.tasks.expire_comments", "schedule": 60.0},
    "referrals-by-time": {"task": "reg44.tasks.refer_by_time", "schedule": 3600.0},
    "surveys-past-their-last-day": {"task": "voice.tasks.close_due", "schedule": 600.0},
    "returns-of-the-month": {"task": "records.tasks.open_returns", "schedule": 3600.0},
    "time-limits": {"task": "deadlines.tasks.tick", "schedule": 60.0},
    "sessions-ended": {"task": "accounts.tasks.forget_ended_sessions", "schedule": crontab(hour="3", minute="20")},
}
app.conf.beat_scheduler = "qa_portal.beat:Scheduler"
