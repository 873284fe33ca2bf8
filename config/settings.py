"""The complete base of settings. The environment is read in ``config.env``; third parties' blocks stand in
``config/integrations/``, one file each."""

from pathlib import Path
from urllib.parse import urlsplit

from django.utils.csp import CSP
from redis.backoff import NoBackoff
from redis.retry import Retry

from config.env import BASE_DIR, env
from config.integrations.celery import *
from config.integrations.email import *
from config.integrations.kafka import *
from config.integrations.log_tools import *
from config.integrations.logging import *
from config.integrations.otp import *
from config.integrations.unfold import *

VERSION = "0.1.0"
DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="insecure-development-key" if DEBUG else "")
# Former keys, the latest first: what they signed stays valid, nothing new is signed with them.
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "unfold",
    "unfold.contrib.forms",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "tracking",
    "consumers",
    "promotions",
    "analytics",
    "logs",
    "shop",
    "moderation",
    "staff",
    "operations",
]

MIDDLEWARE = [
    "tracking.collector.views.CollectorMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "operations.middleware.AdminContentSecurityPolicy",
    "django.middleware.gzip.GZipMiddleware",
    "logs.access.AccessLogMiddleware",
    "staff.audit.acting.AuditedRequests",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "shop.site.languages.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "staff.two_factor.gate.StaffGate",
    "tracking.middleware.VisitorMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "shop" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "shop.context_processors.shop",
            ],
            "builtins": ["django.templatetags.i18n"],
        },
    },
]

# The pool needs one connection a thread; gunicorn's gthread workers run eight.
_DATABASE = env.db_url("DATABASE_URL", default="postgres://postgres@127.0.0.1:5432/store")
# Rows are read from memory or flash, where one somewhere costs hardly more than the next: by its default PostgreSQL
# goes through a large catalogue from end to end rather than look up a tenth of it. And no query of a page runs for so
# long that compiling it pays. DATABASE_URL may say otherwise (?options=…).
_PLANNING = {"options": "-c random_page_cost=1.1 -c jit=off"}
DATABASES = {
    "default": {
        **_DATABASE,
        "OPTIONS": {**_PLANNING, **_DATABASE.get("OPTIONS", {})},
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }
}
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": env.str("REDIS_URL", default="redis://127.0.0.1:6379/0"),
        "KEY_PREFIX": KAFKA_TOPIC_PREFIX,
        # A page waits for the cache this long at most (seconds), and asks it once.
        "OPTIONS": {"socket_connect_timeout": 0.5, "socket_timeout": 0.5, "retry": Retry(NoBackoff(), 0)},
    },
    # What is the same for everybody and may be a minute old; in the process, so that no page needs Redis.
    "local": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "local"},
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "shop.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
# Names, not addresses: each language has its own.
LOGIN_URL = "shop:login"
LOGIN_REDIRECT_URL = "shop:account"
LOGOUT_REDIRECT_URL = "shop:home"

# The store's languages; the admin, the dashboard and the operators' pages are in the first.
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de", "Deutsch")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["config.formats"]
TIME_ZONE = env.str("TIME_ZONE", default="UTC")
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(BASE_DIR / "staticfiles")))
STATICFILES_DIRS = [BASE_DIR / "frontend" / "dist"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "config.integrations.static_files.ModuleStorage"
    },
}

# Where pages send what visitors do: the store's own door, or the address of the ASGI one.
TRACKING_COLLECTOR_URL = env.str("TRACKING_COLLECTOR_URL", default="/activity/")
_COLLECTOR = urlsplit(TRACKING_COLLECTOR_URL)

# Everything is served by the store itself; nothing inline without a nonce.
SECURE_CSP: dict[str, list[str]] = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.SELF, CSP.NONCE],
    "style-src": [CSP.SELF, CSP.NONCE],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF, *([f"{_COLLECTOR.scheme}://{_COLLECTOR.netloc}"] if _COLLECTOR.netloc else [])],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
}
# unfold's Alpine.js evaluates the expressions in its attributes, and sets styles: staff pages only. See docs/adr/.
ADMIN_CSP: dict[str, list[str]] = {
    **SECURE_CSP,
    "script-src": [CSP.SELF, CSP.NONCE, CSP.UNSAFE_EVAL],
    "style-src": [CSP.SELF, CSP.UNSAFE_INLINE],
}
_HTTPS = SITE_URL.startswith("https://")
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_SSL_REDIRECT = _HTTPS
# Asked from inside, past the proxy that speaks TLS.
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$"]
SECURE_HSTS_SECONDS = 31_536_000 if _HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _HTTPS
SECURE_HSTS_PRELOAD = _HTTPS
SESSION_COOKIE_SECURE = _HTTPS
CSRF_COOKIE_SECURE = _HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "shop.site.views.form_expired"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"

TRACKING_CONSENT_MODE = env.str("TRACKING_CONSENT_MODE", default="opt-in")
TRACKING_USER_ID = env.str("TRACKING_USER_ID", default="public_id")
# Events that Kafka doesn't have yet wait here; all processes of a host share the folder.
SPOOL_DIR = Path(env.str("SPOOL_DIR", default=str(BASE_DIR / "spool")))
SPOOL_MAX_BYTES = env.int("SPOOL_MAX_BYTES", default=268435456)
PROMOTIONS_HOLDOUT_PERCENT = env.int("PROMOTIONS_HOLDOUT_PERCENT", default=10)
# Thirteen months: a month can be compared with the same one a year before.
ANALYTICS_RETENTION_DAYS = env.int("ANALYTICS_RETENTION_DAYS", default=400)

# Keys the hashes of e-mail addresses in identity_alias: changing it cuts e-mails from their accounts.
IDENTITY_KEY = env.str("IDENTITY_KEY", default=SECRET_KEY)

# Networks that are not public and that an alert's webhook may reach all the same.
ALERTS_WEBHOOK_NETWORKS = env.list("ALERTS_WEBHOOK_NETWORKS", default=[])

# What Prometheus must present at /metrics; without one the address doesn't exist.
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
