"""Every setting, read once from the environment. The README's table lists the variables; a test keeps both equal."""

import os
from pathlib import Path
from urllib.parse import urlsplit

import django_stubs_ext
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from newsroom import embedded, environment
from newsroom.environment import env

django_stubs_ext.monkeypatch()  # Django's generic classes can be subscripted at run time, as their types say

BASE_DIR = Path(__file__).resolve().parent.parent

# Where we live
NEWSROOM_DATA = embedded.data_folder({"NEWSROOM_DATA": env("NEWSROOM_DATA"), **os.environ})
PUBLIC_URL = env("PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/")
_public = urlsplit(PUBLIC_URL)
if _public.scheme not in {"http", "https"} or not _public.hostname:
    raise ImproperlyConfigured("PUBLIC_URL is http://host:port or https://host")
_https = _public.scheme == "https"
_port = _public.port or (443 if _https else 80)
_host = f"[{_public.hostname}]" if ":" in _public.hostname else _public.hostname
_usual = _port == (443 if _https else 80)
PUBLIC_ORIGIN = f"{_public.scheme}://{_host}" + ("" if _usual else f":{_port}")  # as browsers say it in Origin
LIVE_URL = env("LIVE_URL", f"{_public.scheme}://{_host}:{_port + 1}").rstrip("/")
TRUSTED_PROXIES = environment.networks("TRUSTED_PROXIES", env("TRUSTED_PROXIES"))
_loopback = ["localhost", "127.0.0.1", "[::1]"]
ALLOWED_HOSTS = environment.words(env("ALLOWED_HOSTS")) or [_host, *(_loopback if not _https else [])]
CSRF_TRUSTED_ORIGINS = [f"{_public.scheme}://{_public.netloc}"]

SECRET_KEY, *SECRET_KEY_FALLBACKS = environment.secret_keys(env("SECRET_KEY"), NEWSROOM_DATA)
DEBUG = environment.flag("DEBUG", env("DEBUG", "0"))

# The newsroom's own choices
NEWSROOM_APPROVALS = environment.count("NEWSROOM_APPROVALS", env("NEWSROOM_APPROVALS", "1"), 1, 2)
NEWSROOM_ORIGINS = environment.count("NEWSROOM_ORIGINS", env("NEWSROOM_ORIGINS", "2"), 1, 20)
NEWSROOM_EMBED_ORIGINS = environment.words(env("NEWSROOM_EMBED_ORIGINS"))
NEWSROOM_GROUPING = environment.grouping(env("NEWSROOM_GROUPING"))
NEWSROOM_KEEP_DAYS = environment.count("NEWSROOM_KEEP_DAYS", env("NEWSROOM_KEEP_DAYS", "90"), 7, 36_500)
NEWSROOM_CONTACT = env("NEWSROOM_CONTACT")
NEWSROOM_LOG_NAME = environment.log_name(
    "NEWSROOM_LOG_NAME", env("NEWSROOM_LOG_NAME", f"{_public.hostname}/newsroom-log")
)
NEWSROOM_LOG_KEY = environment.place("NEWSROOM_LOG_KEY", env("NEWSROOM_LOG_KEY", str(NEWSROOM_DATA / "log_key")))
_copies = env("NEWSROOM_CHECKPOINTS")
NEWSROOM_CHECKPOINTS = environment.place("NEWSROOM_CHECKPOINTS", _copies) if _copies else None
NEWSROOM_MFA = environment.flag("NEWSROOM_MFA", env("NEWSROOM_MFA", "0"))
NEWSROOM_MODEL = env("NEWSROOM_MODEL")
NEWSROOM_FETCH_INSIDE = environment.inside("NEWSROOM_FETCH_INSIDE", env("NEWSROOM_FETCH_INSIDE"))
NEWSROOM_FETCH_PAUSE = environment.seconds("NEWSROOM_FETCH_PAUSE", env("NEWSROOM_FETCH_PAUSE", "1"))
NEWSROOM_SHIFTS = environment.hours("NEWSROOM_SHIFTS", env("NEWSROOM_SHIFTS", "6 14 22"))
NEWSROOM_LLM_URL = env("NEWSROOM_LLM_URL")
NEWSROOM_LLM_KEY = env("NEWSROOM_LLM_KEY")
NEWSROOM_LLM_MODEL = env("NEWSROOM_LLM_MODEL")
NEWSROOM_LLM_INSIDE = environment.flag("NEWSROOM_LLM_INSIDE", env("NEWSROOM_LLM_INSIDE", "0"))
NEWSROOM_LLM_TIMEOUT = environment.count("NEWSROOM_LLM_TIMEOUT", env("NEWSROOM_LLM_TIMEOUT", "20"), 1, 45)
NEWSROOM_LLM_BUDGET = environment.budget("NEWSROOM_LLM_BUDGET", env("NEWSROOM_LLM_BUDGET", "500 20000"))
if NEWSROOM_LLM_URL and not NEWSROOM_LLM_MODEL:
    raise ImproperlyConfigured("NEWSROOM_LLM_MODEL is not set: which model of NEWSROOM_LLM_URL is to be asked?")

# Servers. Without addresses there are the embedded ones, whose sockets stand still where they were last.
_embedded = embedded.recorded(NEWSROOM_DATA)
DATABASE_URL = env("DATABASE_URL", _embedded.database(role=embedded.APP_ROLE))
DATABASE_OWNER_URL = env(
    "DATABASE_OWNER_URL",
    DATABASE_URL if env("DATABASE_URL") else _embedded.database(role=embedded.OWNER_ROLE),
)
REDIS_URL = env("REDIS_URL", _embedded.broker)
DATABASES = {"default": environment.database(DATABASE_URL, assume_role=True)}
DATABASE_OWNER = environment.database(DATABASE_OWNER_URL, assume_role=False)  # no alias: see newsroom/database.py

INSTALLED_APPS = [
    "newsroom",  # its commands come before Django's own of the same name
    "stories.apps.StoriesConfig",
    "stories.apps.DeskConfig",  # django.contrib.admin, with the desk as its site
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "rest_framework",
    "csp",
    "django_htmx",
]
MIDDLEWARE = [
    "newsroom.requests.RequestId",
    "newsroom.requests.TrustedProxies",
    "newsroom.requests.Headers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "stories.api.limits.Limits",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "newsroom.urls"
WSGI_APPLICATION = "newsroom.wsgi.application"
ASGI_APPLICATION = "newsroom.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [("django.template.loaders.cached.Loader", ["newsroom.templating.OutsideVisible"])],
            "builtins": ["newsroom.templating"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]
STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True  # no collectstatic step: the web process reads them from the packages
WHITENOISE_MAX_AGE = 3600

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
USE_I18N = True

PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "admin:login"

# Cookies and transport follow PUBLIC_URL: strict for https, workable for http on loopback
SESSION_COOKIE_NAME = "__Host-sessionid" if _https else "sessionid"
SESSION_COOKIE_SECURE = _https
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 8 * 60 * 60
CSRF_COOKIE_NAME = "__Host-csrftoken" if _https else "csrftoken"
CSRF_COOKIE_SECURE = _https
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = _https
SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$"]
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if _https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _https
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")  # dropped unless it comes from TRUSTED_PROXIES
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "connect-src": [SELF, LIVE_URL],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200

# How often one may ask the API, in each web process: so many a second, and so many at once
API_RATE_KEY = (100, 600)
API_RATE_ADDRESS = (300, 1500)

REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["stories.api.rendering.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["stories.api.parsing.StrictJSONParser"],
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "stories.api.authentication.KeyAuthentication",
        "stories.api.authentication.PersonAuthentication",
    ],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "stories.api.authentication.JSONAlways",
    "DEFAULT_METADATA_CLASS": None,
    "EXCEPTION_HANDLER": "stories.api.problems.exception_handler",
    "URL_FORMAT_OVERRIDE": None,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}

EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
if env("EMAIL_URL"):
    globals().update(environment.email(env("EMAIL_URL")))

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "newsroom.requests.JsonLines"}},
    "handlers": {"lines": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["lines"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": [], "propagate": True, "level": "INFO"},
        # A line for every nudge tells nothing: nudges are hints, and the log of events says what was done.
        "celery.app.trace": {"level": "WARNING"},
        "celery.worker.strategy": {"level": "WARNING"},
    },
}
