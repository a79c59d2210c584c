"""Django's settings, read from the environment once.

CASHWRIGHT_HOME           where everything is kept when nothing else is said
CASHWRIGHT_PRODUCTION     1: secure cookies, HTTPS only, and start-up refuses weak settings
CASHWRIGHT_SECRET_KEY     required in production; otherwise made once and kept in the home
CASHWRIGHT_KEY_RING       the file with the keys that personal data is sealed under; by default in the home
CASHWRIGHT_HOSTS          host names served, comma separated
CASHWRIGHT_ORIGINS        origins trusted for forms behind a proxy, comma separated
CASHWRIGHT_BEHIND_PROXY   1: believe X-Forwarded-Proto (only behind a proxy that sets it)
CASHWRIGHT_EMAIL_URL      smtp://user:password@host:587?tls=starttls, smtps://..., postmark://TOKEN@postmark,
                          mailgun://, sendgrid://, brevo://, or empty: files; see project/mail.py
CASHWRIGHT_EMAIL_FROM     the sender when an entity names none
CASHWRIGHT_SMS_URL        twilio://SID:TOKEN@api.twilio.com?from=+15551234567, or empty: a file
CASHWRIGHT_URL            where people reach this house, https://…; links in messages begin with it
CASHWRIGHT_STATIC         where collected static files are kept
CASHWRIGHT_LOG            json or plain (plain on a terminal, json otherwise)
DATABASE_URL              your own PostgreSQL >= 15; empty: the embedded one
"""

from __future__ import annotations

import os
from pathlib import Path

from csp.constants import NONE, SELF

from cashwright.project import database, logs, mail, secret

SOURCE = Path(__file__).resolve().parents[1]
HOME = database.home()
DEBUG = False
PRODUCTION = os.environ.get("CASHWRIGHT_PRODUCTION", "") == "1"


def _listed(name: str, default: str = "") -> list[str]:
    """A comma-separated variable as a list without blanks."""
    given = os.environ.get(name, default)
    return [part.strip() for part in given.split(",") if part.strip()]


# Who may reach it.
SECRET_KEY = secret.key(HOME, production=PRODUCTION)
KEY_RING = Path(os.environ.get("CASHWRIGHT_KEY_RING") or HOME / "key-ring")
ALLOWED_HOSTS = _listed("CASHWRIGHT_HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = _listed("CASHWRIGHT_ORIGINS")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "django_htmx",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "procrastinate.contrib.django",
    "cashwright.areas.access",
    "cashwright.areas.controls",
    "cashwright.areas.parties",
    "cashwright.areas.messaging",
    "cashwright.areas.ledger",
    "cashwright.areas.catalog",
    "cashwright.areas.contracts",
    "cashwright.areas.usage",
    "cashwright.areas.invoicing",
    "cashwright.areas.payments",
    "cashwright.areas.cash",
    "cashwright.areas.disputes",
    "cashwright.areas.credit",
    "cashwright.areas.collections",
    "cashwright.areas.insight",
    "cashwright.areas.exchange",
    "cashwright.runs",
    "cashwright.surfaces.console",
]

# LoginRequiredMiddleware makes every view private unless it says `login_not_required`.
MIDDLEWARE = [
    "cashwright.areas.access.gate.nobody_first",
    "django.middleware.security.SecurityMiddleware",
    "cashwright.project.headers.isolate",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "cashwright.areas.access.sessions.SessionLimits",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "cashwright.areas.access.gate.Gate",
    "cashwright.project.books_clock.BooksClock",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "cashwright.project.urls"
WSGI_APPLICATION = "cashwright.project.wsgi.application"

# The console's own templates come first, so that they replace those of the packages.
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [SOURCE / "surfaces" / "console" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "cashwright.surfaces.console.context.shell",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# The books.
DATABASES = {"default": database.settings_dict()}
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "access_cache",
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Words, days and numbers.
LANGUAGE_CODE = "en"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# People: Django's passwords, allauth's second factors and passkeys.
AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
_VALIDATORS = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_VALIDATORS}.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": f"{_VALIDATORS}.UserAttributeSimilarityValidator"},
    {"NAME": f"{_VALIDATORS}.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "cashwright.project.accounts.StaffAccounts"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if PRODUCTION else "http"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # addresses are given out by an administrator
MFA_ADAPTER = "cashwright.project.accounts.SealedFactors"
MFA_TOTP_ISSUER = "Cashwright"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION

# Sessions and cookies. Over plain HTTP on this machine a Secure cookie would never come back.
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_NAME = "__Host-session" if PRODUCTION else "cashwright_session"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = PRODUCTION
CSRF_COOKIE_NAME = "__Host-csrf" if PRODUCTION else "cashwright_csrf"

# Headers.
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
SECURE_HSTS_PRELOAD = PRODUCTION
X_FRAME_OPTIONS = "DENY"
if os.environ.get("CASHWRIGHT_BEHIND_PROXY", "") == "1":
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}

# Files.
STATIC_URL = "/static/"
STATIC_ROOT = Path(os.environ.get("CASHWRIGHT_STATIC") or HOME / "static")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = HOME / "files"
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# Mail.
MAIL = mail.from_environment(HOME)
EMAIL_BACKEND = MAIL.backend
EMAIL_FILE_PATH = MAIL.folder
EMAIL_HOST = MAIL.host
EMAIL_PORT = MAIL.port
EMAIL_HOST_USER = MAIL.user
EMAIL_HOST_PASSWORD = MAIL.password
EMAIL_USE_TLS = MAIL.starttls
EMAIL_USE_SSL = MAIL.implicit_tls
EMAIL_TIMEOUT = MAIL.timeout
ANYMAIL = {**MAIL.anymail, "REQUESTS_TIMEOUT": MAIL.timeout}
CASHWRIGHT_HOOKS = MAIL.hooks
CASHWRIGHT_INBOUND_KEY = os.environ.get("CASHWRIGHT_INBOUND_KEY", "")
DEFAULT_FROM_EMAIL = os.environ.get("CASHWRIGHT_EMAIL_FROM") or "Cashwright <receivables@localhost>"
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# What sends on each channel.
CASHWRIGHT_SMS_URL = os.environ.get("CASHWRIGHT_SMS_URL", "")
CASHWRIGHT_URL = os.environ.get("CASHWRIGHT_URL", "").rstrip("/")
CASHWRIGHT_SENDERS = {
    "email": "cashwright.connectors.sending.mail.MailSender",
    "sms": "cashwright.connectors.sending.sms.SmsSender",
    "post": "cashwright.connectors.sending.letters.LetterSender",
    "portal": "cashwright.connectors.sending.portal.PortalSender",
}

# The queue.
# Imported by workers alone: everything else starts in half the time without the runs.
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = ""
PROCRASTINATE_IMPORT_PATHS = [
    "cashwright.project.queue",
    "cashwright.runs.tasks",
    "cashwright.surfaces.importing",
    "cashwright.surfaces.banking",
]

# Logs.
LOGGING_CONFIG = None
logs.configure()

# Who reacts to which fact; runs are told of it here because they may not import it.
CASHWRIGHT_REACTIONS = "cashwright.project.reactions.REACTIONS"
CASHWRIGHT_PRESS = "cashwright.connectors.press.TypstPress"
# What lets more days pass in books that run on a test clock.
CASHWRIGHT_ADVANCE = "cashwright.project.demo.story.advance"
# What looks at the health of this installation.
CASHWRIGHT_EXAMINE = "cashwright.project.doctor.examination.examine"
