"""Every setting, by environment variable. docs/settings.md has the table."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from . import environment as env

# --- Where things are ---------------------------------------------------------------------------
BASE_DIR = Path(__file__).resolve().parent.parent
environ.Env.read_env(os.environ.get("ENV_FILE", BASE_DIR / ".env"))
DATA_DIR = env.folder("DATA_DIR", BASE_DIR / "var")
MEDIA_ROOT = DATA_DIR / "media"
WORK_DIR = env.folder("WORK_DIR", DATA_DIR / "work")
KEY_DIR = env.folder("KEY_DIR", DATA_DIR / "keys")
INDEX_DIR = DATA_DIR / "index"

# --- Safety -------------------------------------------------------------------------------------
DEBUG = env.flag("DEBUG", False)
SECRET_KEY = env.secret_key(DEBUG, DATA_DIR)
SITE_URL = env.url("SITE_URL", "http://127.0.0.1:8000" if DEBUG else "", schemes=("http", "https")).rstrip(
    "/"
)
if not SITE_URL:
    raise ImproperlyConfigured(
        "SITE_URL is not set; set it to the site's own address, such as https://clips.example.com."
    )
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]" if DEBUG else "")
if not ALLOWED_HOSTS:
    raise ImproperlyConfigured(
        "ALLOWED_HOSTS is not set; set it to the site's host names, separated by commas."
    )
if "*" in ALLOWED_HOSTS and not DEBUG:
    raise ImproperlyConfigured("ALLOWED_HOSTS is *, which lets anybody forge links; name the site's hosts.")
HTTPS = SITE_URL.startswith("https://")
if not (DEBUG or HTTPS or env.flag("INSECURE_HTTP", False)):
    raise ImproperlyConfigured(
        "SITE_URL is not https; serve the site over TLS, or set INSECURE_HTTP=true for a closed network."
    )
CSRF_TRUSTED_ORIGINS = [SITE_URL]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS and env.flag("REDIRECT_TO_HTTPS", True)
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.flag("BEHIND_PROXY", False) else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "media-src": [SELF, "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
VERIFY_UPLOAD_LIMIT = env.integer("VERIFY_UPLOAD_MB", 512, least=1, most=8192) * 1_000_000
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "generation.uploads.Unnamed",
]
# What the sandbox gives to one file, and how many are looked at.
VERIFY_MEMORY = env.integer("VERIFY_MEMORY_MB", 1024, least=256, most=65_536) * 1_048_576
VERIFY_SECONDS = env.integer("VERIFY_SECONDS", 25, least=5, most=300)
VERIFY_AT_ONCE = env.integer("VERIFY_AT_ONCE", 2, least=1, most=64)
VERIFY_A_MINUTE = env.integer("VERIFY_A_MINUTE", 12, least=1, most=100_000)

# --- Apps ---------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "marketplace",
    "generation",
    "billing",
    "catalog",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "marketplace.uploads.LimitUploads",
    "csp.middleware.CSPMiddleware",
    "marketplace.etags.PageTags",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "marketplace.urls"
CSRF_FAILURE_VIEW = "marketplace.views.errors.csrf_failed"
WSGI_APPLICATION = "marketplace.wsgi.application"
AUTH_USER_MODEL = "marketplace.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
SIGN_UP = env.flag("SIGN_UP", True)
ACCOUNT_ADAPTER = "marketplace.people.adapter.Adapter"
ACCOUNT_SIGNUP_FORM_CLASS = "marketplace.people.forms.SignUpForm"
ACCOUNT_SIGNUP_FORM_HONEYPOT_FIELD = "website"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = SITE_URL.partition("://")[0]
MFA_ADAPTER = "marketplace.people.adapter.TwoStepAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if env.flag("BEHIND_PROXY", False) else 0
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
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
                "marketplace.context.site",
            ]
        },
    }
]
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"

# --- Database -----------------------------------------------------------------------------------
DATABASE_URL = env.url(
    "DATABASE_URL", f"sqlite:///{DATA_DIR / 'oddreel.sqlite3'}", schemes=("sqlite", "postgres", "postgresql")
)
DATABASES: dict[str, Any] = {"default": environ.Env.db_url_config(DATABASE_URL)}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        # Writers queue at BEGIN instead of failing half-way with "database is locked".
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

# --- Files --------------------------------------------------------------------------------------
S3_BUCKET = env.text("S3_BUCKET")
STORAGES: dict[str, Any] = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": MEDIA_ROOT, "base_url": None},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
if S3_BUCKET:
    STORAGES["default"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": S3_BUCKET,
            "endpoint_url": env.url("S3_ENDPOINT_URL", schemes=("http", "https")) or None,
            "region_name": env.text("S3_REGION") or None,
            "access_key": env.text("S3_ACCESS_KEY") or None,
            "secret_key": env.text("S3_SECRET_KEY") or None,
            "addressing_style": env.text("S3_ADDRESSING", "auto", choices=("auto", "path", "virtual")),
            "signature_version": "s3v4",  # version 2 is refused by newer regions and servers
            "querystring_auth": True,
            "querystring_expire": 900,
            "default_acl": None,
            "file_overwrite": False,
        },
    }
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = DEBUG

# --- Queue --------------------------------------------------------------------------------------
CELERY_BROKER_URL = env.url(
    "CELERY_BROKER_URL",
    "filesystem://localhost",
    schemes=("filesystem", "memory", "redis", "rediss", "amqp", "amqps"),
)
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {}
if CELERY_BROKER_URL.startswith("filesystem"):
    BROKER_DIR = DATA_DIR / "broker"
    for part in ("messages", "control"):
        (BROKER_DIR / part).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(BROKER_DIR / "messages"),
        "data_folder_out": str(BROKER_DIR / "messages"),
        "control_folder": str(BROKER_DIR / "control"),
        "polling_interval": 0.1,
    }
elif CELERY_BROKER_URL.startswith("redis"):
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "visibility_timeout": 3600,
        "socket_connect_timeout": 3,
        "socket_timeout": 30,
    }
if not CELERY_BROKER_URL.startswith("filesystem"):
    # A broker that is down is noticed at once: the page need not wait, the job does, in its row.
    CELERY_BROKER_TRANSPORT_OPTIONS |= {"max_retries": 0}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_TIMEOUT = 3

# What counts attempts has to be one for all processes.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": CELERY_BROKER_URL}
    if CELERY_BROKER_URL.startswith("redis")
    else {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": DATA_DIR / "cache"}
}

# --- Search -------------------------------------------------------------------------------------
ELASTICSEARCH_URL = env.url("ELASTICSEARCH_URL", schemes=("http", "https"))
ELASTICSEARCH = {
    "url": ELASTICSEARCH_URL,
    "prefix": env.text("ELASTICSEARCH_PREFIX", "oddreel"),
    "api_key": env.text("ELASTICSEARCH_API_KEY"),
    "username": env.text("ELASTICSEARCH_USERNAME"),
    "password": env.text("ELASTICSEARCH_PASSWORD"),
    "ca_certs": env.text("ELASTICSEARCH_CA_CERTS"),
}
if ELASTICSEARCH["api_key"] and ELASTICSEARCH["username"]:
    raise ImproperlyConfigured("Set ELASTICSEARCH_API_KEY or ELASTICSEARCH_USERNAME, not both.")
if bool(ELASTICSEARCH["username"]) != bool(ELASTICSEARCH["password"]):
    raise ImproperlyConfigured("ELASTICSEARCH_USERNAME and ELASTICSEARCH_PASSWORD go together; set both.")
if ELASTICSEARCH["ca_certs"] and not Path(ELASTICSEARCH["ca_certs"]).is_file():
    raise ImproperlyConfigured(
        f"ELASTICSEARCH_CA_CERTS is {ELASTICSEARCH['ca_certs']}, which is no file; name the certificate to trust."
    )
if not re.fullmatch("[a-z0-9][a-z0-9-]{0,40}", ELASTICSEARCH["prefix"]):
    raise ImproperlyConfigured(
        "ELASTICSEARCH_PREFIX names our indices; set it to small letters, digits and hyphens."
    )
SEARCH_BACKEND = (
    "catalog.search.elastic.ElasticIndex" if ELASTICSEARCH_URL else "catalog.search.embedded.EmbeddedIndex"
)
PICTURE_MODEL = env.text("PICTURE_MODEL")

# --- Making clips -------------------------------------------------------------------------------
GENERATION_MODELS = env.text("GENERATION_MODELS")
GENERATION_DEVICE = env.text("GENERATION_DEVICE")
GENERATION_COMPILE = env.flag("GENERATION_COMPILE", True)
CHECKPOINT_DIR = env.folder("CHECKPOINT_DIR", DATA_DIR / "checkpoints")
GENERATION_POLICY = env.text("GENERATION_POLICY")
# Whoever rewords refused prompts again and again waits ever longer, and is shown to the moderators.
REFUSALS_SLOW_AFTER = env.integer("REFUSALS_SLOW_AFTER", 4, least=1, most=1000)
REFUSALS_SLOW_SECONDS = env.integer("REFUSALS_SLOW_SECONDS", 30, least=1, most=3600)
REFUSALS_DESK_AFTER = env.integer("REFUSALS_DESK_AFTER", 8, least=1, most=1000)
REFUSALS_REMEMBER_DAYS = env.integer("REFUSALS_REMEMBER_DAYS", 30, least=1, most=365)
FRAME_LIMITS = env.text("FRAME_LIMITS")
FRAME_BLOCK_LIST = env.text("FRAME_BLOCK_LIST")
EVIDENCE_DAYS = env.integer("EVIDENCE_DAYS", 90, least=1, most=3650)
JOB_LEASE_SECONDS = env.integer("JOB_LEASE_SECONDS", 30, least=2, most=600)
SAMPLE_PERCENT = env.integer("SAMPLE_PERCENT", 2, least=0, most=100)
JOB_ATTEMPTS = env.integer("JOB_ATTEMPTS", 3, least=1, most=1000)
WATCHDOG_SECONDS = env.integer("WATCHDOG_SECONDS", 120, least=1, most=86_400)
STARTER_CATALOGUE = env.flag("STARTER_CATALOGUE", DEBUG)

# --- Payments -----------------------------------------------------------------------------------
PLANS_FILE = env.text("PLANS_FILE")
DEFAULT_PLAN = env.text("DEFAULT_PLAN", "free")
STRIPE_SECRET_KEY = env.text("STRIPE_SECRET_KEY")
STRIPE_WEBHOOK_SECRETS = env.words("STRIPE_WEBHOOK_SECRET")
STRIPE_TAX = env.flag("STRIPE_TAX", False)
# A stand-in for Stripe's API on this machine: in debug, where no key is set.
STRIPE_SANDBOX = env.url(
    "STRIPE_SANDBOX_URL",
    "http://127.0.0.1:8001" if DEBUG and not STRIPE_SECRET_KEY else "",
    schemes=("http", "https"),
).rstrip("/")
if STRIPE_SANDBOX and not DEBUG:
    raise ImproperlyConfigured("STRIPE_SANDBOX_URL is for trying; unset it, or set DEBUG=true.")
if STRIPE_SANDBOX and STRIPE_SECRET_KEY:
    raise ImproperlyConfigured("Set STRIPE_SECRET_KEY or STRIPE_SANDBOX_URL, not both.")
if STRIPE_SECRET_KEY and not STRIPE_SECRET_KEY.startswith(("sk_test_", "sk_live_", "rk_test_", "rk_live_")):
    raise ImproperlyConfigured(
        "STRIPE_SECRET_KEY is no secret key; it begins with sk_live_ or sk_test_ (rk_ where restricted)."
    )
if STRIPE_SECRET_KEY and not STRIPE_WEBHOOK_SECRETS:
    raise ImproperlyConfigured(
        "STRIPE_WEBHOOK_SECRET is not set; set it to the signing secret of your webhook endpoint (whsec_…)."
    )
STRIPE_LIVE = "_live_" in STRIPE_SECRET_KEY
PAYMENTS = bool(STRIPE_SECRET_KEY or STRIPE_SANDBOX)
CONTENT_SECURITY_POLICY["DIRECTIVES"]["form-action"] += (
    [STRIPE_SANDBOX] if STRIPE_SANDBOX else ["https://checkout.stripe.com", "https://billing.stripe.com"]
)
TRIAL_CREDITS = env.integer("TRIAL_CREDITS", 40 if DEBUG else 0, least=0, most=10_000)
DOWNLOAD_LINK_MINUTES = env.integer("DOWNLOAD_LINK_MINUTES", 15, least=1, most=1440)

# --- Reports from the public --------------------------------------------------------------------
REPORT_DAYS = env.integer("REPORT_DAYS", 730, least=30, most=36_500)
REPORT_CONTACT = env.text("REPORT_CONTACT")

# --- Mail ---------------------------------------------------------------------------------------
EMAIL_URL = env.url("EMAIL_URL", schemes=("smtp", "smtp+tls", "smtp+ssl", "consolemail", "dummymail"))
vars().update(environ.Env.email_url_config(EMAIL_URL or "consolemail://"))
DEFAULT_FROM_EMAIL = env.text("MAIL_FROM", "Oddreel <oddreel@localhost>")

# --- Logs ---------------------------------------------------------------------------------------
LOG_LEVEL = env.text("LOG_LEVEL", "INFO", choices=("DEBUG", "INFO", "WARNING", "ERROR"))
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    # A line for every request to Elasticsearch would drown the others.
    "loggers": {"elastic_transport": {"level": "DEBUG" if LOG_LEVEL == "DEBUG" else "WARNING"}},
}
