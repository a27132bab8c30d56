"""One settings file for every place; what differs between places comes from the environment (see docs/running.md)."""

from __future__ import annotations

from pathlib import Path

from csp.constants import NONE, SELF

from qa_portal.env import Env

BASE_DIR = Path(__file__).resolve().parent.parent
env = Env()

# "demo": fictional data, one password, no second factor asked. "live": everything as the council needs it.
QA_MODE = env.choice("QA_MODE", "live", ("live", "demo", "test"))
LIVE = QA_MODE == "live"

VAR_DIR = Path(env.text("QA_VAR", str(BASE_DIR / "var")))
VAR_DIR.mkdir(parents=True, exist_ok=True)
SECRET_KEY = env.text(
    "QA_SECRET_KEY",
    None if LIVE else "only for demonstrations and tests, never for real data: 8d1f0c5a7e2b",
    hint="Make one with “make secret” and keep it outside the repository.",
)
DEBUG = False
SITE_URL = env.address(
    "QA_SITE_URL", None if LIVE else "http://127.0.0.1:8000", hint="The address people type, https://…", secure=LIVE
)
ALLOWED_HOSTS = env.items("QA_ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]"] if not LIVE else [])
CSRF_TRUSTED_ORIGINS = [SITE_URL] if SITE_URL.startswith("https://") else []
COUNCIL_NAME = env.text("QA_COUNCIL_NAME", "Demonstration council")
SERVICE_NAME = "Children’s homes quality assurance"
# Whom a child can call at any time, as it stands on the pages where children say something: a name and a number, given by the council.
# No child is asked without a helpline (voice.help_now); a demonstration has numbers that the regulator keeps for drama.
CHILD_HELP_COUNCIL = env.text(
    "QA_CHILD_HELP_COUNCIL", "" if LIVE else "Call the council’s children’s team, 01632 960 142"
)
CHILD_HELP_LINE = env.text("QA_CHILD_HELP_LINE", "" if LIVE else "Call the demonstration helpline, 0808 157 0142")

INSTALLED_APPS = [
    "core",
    "questionnaires",
    "accounts",
    "homes",
    "delivery",
    "deadlines",
    "actions",
    "records",
    "inspections",
    "voice",
    "reg44",
    "reg45",
    "audits",
    "governance",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "crispy_forms",
    "simple_history",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "core.middleware.HealthCheck",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "core.middleware.PageHeaders",
    "csp.middleware.CSPMiddleware",
    "core.middleware.RequestSize",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "core.middleware.PlainText",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "accounts.middleware.SessionLimits",
    "accounts.middleware.SecondFactor",
    "core.access.AccessMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
]

ROOT_URLCONF = "qa_portal.urls"
WSGI_APPLICATION = "qa_portal.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "core.context.service",
            ],
            "builtins": ["core.templatetags.portal"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASES = {"default": env.database("DATABASE_URL", f"sqlite:///{VAR_DIR}/portal.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = env.text("REDIS_URL", "")
CACHES = {
    "default": (
        {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
        if REDIS_URL
        else {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": str(VAR_DIR / "cache")}
    )
}

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = False
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3000
# Bytes of a whole request; the proxy (deploy/proxy.conf) has the same numbers. Longer ones are refused unread.
LARGEST_REQUEST = 12 * 1024 * 1024  # a file of up to 10 MB (core.uploads) with the words of its form
LARGEST_REQUESTS = {"/verify/": 26 * 1024 * 1024}  # a finished file, to see whether it is genuine
# In the session and not in a cookie of their own: they may name people.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.text("QA_STATIC", str(VAR_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# People and sessions
AUTH_USER_MODEL = "accounts.User"
# An address is unique whatever its capitals, by a constraint that this check does not see.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "accounts.adapter.Adapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = f"{SERVICE_NAME}: "  # else the library writes the host name of the request there
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
# "key" is account and network (accounts.adapter). It is asked first, so that who keeps guessing at one account from a network
# uses up nothing that the others of the same network (an office behind one address) need.
ACCOUNT_RATE_LIMITS = {"login": "120/m/ip", "login_failed": "5/5m/key,30/m/ip"}
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_FORMS = {
    "login": "accounts.forms.LoginForm",
    "reauthenticate": "accounts.forms.ReauthenticateForm",
    "change_password": "accounts.forms.ChangePasswordForm",
    "set_password": "accounts.forms.SetPasswordForm",
    "reset_password": "accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "accounts.forms.ResetPasswordKeyForm",
}
MFA_FORMS = {
    "authenticate": "accounts.forms.AuthenticateForm",
    "reauthenticate": "accounts.forms.ReauthenticateCodeForm",
    "activate_totp": "accounts.forms.ActivateTOTPForm",
    "add_webauthn": "accounts.forms.AddWebAuthnForm",
    "login_webauthn": "accounts.forms.LoginWebAuthnForm",
    "authenticate_webauthn": "accounts.forms.AuthenticateWebAuthnForm",
    "reauthenticate_webauthn": "accounts.forms.ReauthenticateWebAuthnForm",
    "edit_webauthn": "accounts.forms.EditWebAuthnForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = SERVICE_NAME
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not LIVE
SESSION_IDLE_SECONDS = env.number("QA_SESSION_IDLE_SECONDS", 15 * 60, least=60)
SESSION_ABSOLUTE_SECONDS = env.number("QA_SESSION_ABSOLUTE_SECONDS", 8 * 3600, least=300)
SESSION_WARNING_SECONDS = 120
USERSESSIONS_TRACK_ACTIVITY = False
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 15}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]

# Headers and cookies (security.md C2)
HTTPS = SITE_URL.startswith("https://")
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_AGE = None  # gone with the browser, as the session is: people answer surveys on devices that others use
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_FAILURE_VIEW = "core.errors.csrf_failure"
SECURE_SSL_REDIRECT = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.flag("QA_BEHIND_PROXY", False) else None
# Behind our own proxy, guesses are counted by the address the proxy saw, not by the address of the proxy.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if env.flag("QA_BEHIND_PROXY", False) else 0
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
# Not "no-referrer": under it browsers send "Origin: null" with our own forms, and every POST is refused as foreign.
# "same-origin" tells other sites nothing at all.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "manifest-src": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# Work outside the request
CELERY_BROKER_URL = env.text("QA_BROKER_URL", REDIS_URL) or "memory://"
CELERY_TASK_ALWAYS_EAGER = env.flag(
    "QA_TASKS_IN_PROCESS", not CELERY_BROKER_URL.startswith(("redis", "unix", "redis+socket"))
)
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 50
# A queue that is down is tried twice within half a second, then left to the beat: nobody waits for it at the end of a request.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 600,
    "max_retries": 1,
    "interval_start": 0.2,
    "interval_step": 0.2,
    "interval_max": 0.5,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "UTC"

# Without a mail server of its own a demonstration mails nothing: messages stand in the portal (delivery.mail.is_set_up).
EMAIL_HOST = env.text("QA_EMAIL_HOST", "localhost" if LIVE else "none")
EMAIL_BACKEND = env.text(
    "QA_EMAIL_BACKEND",
    f"django.core.mail.backends.{'dummy' if EMAIL_HOST == 'none' else 'smtp'}.EmailBackend",
)
EMAIL_PORT = env.number("QA_EMAIL_PORT", 25)
EMAIL_HOST_USER = env.text("QA_EMAIL_USER", "")
EMAIL_HOST_PASSWORD = env.text("QA_EMAIL_PASSWORD", "")
EMAIL_USE_TLS = env.flag("QA_EMAIL_TLS", LIVE)
EMAIL_TIMEOUT = 10  # seconds for each answer; delivery.services.sending counts on a conversation of under a minute
DEFAULT_FROM_EMAIL = env.text("QA_EMAIL_FROM", "quality-assurance@council.example")

CRISPY_ALLOWED_TEMPLATE_PACKS = ["house"]
CRISPY_TEMPLATE_PACK = "house"
CRISPY_FAIL_SILENTLY = False
SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "filters": {"no_secrets": {"()": "core.logs.NoSecrets"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["no_secrets"]}},
    "loggers": {
        "celery.app.trace": {"level": "WARNING"},  # not a line a minute for each task that went well
        # What gunicorn's --access-logfile writes, by our handler: addresses hold secrets.
        "gunicorn.access": {"handlers": ["console"], "propagate": False},
    },
    "root": {"handlers": ["console"], "level": env.text("QA_LOG_LEVEL", "INFO")},
}
