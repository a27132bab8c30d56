"""The settings of the tests: only what makes them fast and quiet differs."""

import os
import tempfile

os.environ.setdefault("QA_MODE", "test")
os.environ.setdefault("QA_VAR", tempfile.mkdtemp(prefix="qa-test-"))
os.environ.setdefault("QA_LOG_LEVEL", "ERROR")

from qa_portal.settings import *  # noqa: F403
from qa_portal.settings import DATABASES, STATIC_ROOT, STORAGES

STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # else the server of static files warns, and warnings are errors

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
if "postgresql" in str(DATABASES["default"]["ENGINE"]):
    DATABASES["default"]["OPTIONS"] = {}
