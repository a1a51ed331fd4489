"""Every setting, read once from the environment. The README's table lists the variables; a test keeps both equal."""

import ipaddress
import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import dj_database_url
import django_stubs_ext
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from newsroom import embedded

django_stubs_ext.monkeypatch()  # Django's generic classes can be subscripted at run time, as their types say


def _env(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def _flag(name: str, value: str) -> bool:
    if value.lower() in {"1", "true", "yes", "on"}:
        return True
    if value.lower() in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} is {value!r}; say 1 or 0")


def _count(name: str, value: str, lowest: int, highest: int) -> int:
    if not value.isdecimal() or not lowest <= int(value) <= highest:
        raise ImproperlyConfigured(f"{name} is {value!r}; say a whole number from {lowest} to {highest}")
    return int(value)


def _words(value: str) -> list[str]:
    return [word for word in value.replace(",", " ").split() if word]


def _secret_keys(chosen: str, data: Path) -> list[str]:
    """The key and its predecessors: given, or kept one a line in NEWSROOM_DATA/secret_key, newest first."""
    if chosen:
        return _words(chosen)
    kept = data / "secret_key"
    try:
        if not kept.exists():
            embedded.make_data_folder(data)
            fresh = data / f"secret_key.{os.getpid()}"
            fresh.touch(mode=0o600)
            fresh.write_text(secrets.token_urlsafe(48) + "\n")
            try:
                os.link(fresh, kept)  # whoever comes first has made the key
            except FileExistsError:
                pass
            finally:
                fresh.unlink()
        return kept.read_text().split()
    except OSError as error:
        raise ImproperlyConfigured(f"Set SECRET_KEY, or NEWSROOM_DATA to a folder of yours: {error}") from error


def _database(url: str, *, assume_role: bool) -> dict[str, Any]:
    try:
        parsed: dict[str, Any] = dict(dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True))
    except ValueError as error:
        raise ImproperlyConfigured("DATABASE_URL or DATABASE_OWNER_URL is not the address of a database") from error
    if parsed["ENGINE"] != "django.db.backends.postgresql":
        raise ImproperlyConfigured("DATABASE_URL must name a PostgreSQL database: postgresql://user:password@host/name")
    limits = "-c statement_timeout=10s -c lock_timeout=3s -c idle_in_transaction_session_timeout=30s"
    parsed["OPTIONS"] = {
        "connect_timeout": 5,
        "prepare_threshold": 5,  # Django switches preparing off; the append lives by it
        **parsed.get("OPTIONS", {}),
        "options": f"{limits} {parsed.get('OPTIONS', {}).get('options', '')}".strip(),
    }
    if assume_role and parsed["USER"] != embedded.APP_ROLE:
        parsed["OPTIONS"]["assume_role"] = embedded.APP_ROLE
    return parsed


def _email(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtps", "smtp+tls"} or not parts.hostname:
        raise ImproperlyConfigured("EMAIL_URL is smtp://, smtp+tls:// or smtps://user:password@host:port")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or {"smtp": 25, "smtp+tls": 587, "smtps": 465}[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_TIMEOUT": 10,
    }


def _grouping(value: str) -> tuple[float, float] | None:
    if not value:
        return None  # the comparison's own thresholds
    try:
        suggest, join = map(float, _words(value))
    except ValueError:
        raise ImproperlyConfigured("NEWSROOM_GROUPING is two numbers: suggest from, join from") from None
    return suggest, join


def _budget(name: str, value: str) -> tuple[int, int]:
    words = _words(value)
    if len(words) != 2 or not all(word.isdecimal() for word in words):
        raise ImproperlyConfigured(f"{name} is two whole numbers: questions a day, characters of an article")
    return int(words[0]), int(words[1])


def _networks(name: str, value: str) -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    try:
        return [ipaddress.ip_network(word) for word in _words(value)]
    except ValueError as error:
        raise ImproperlyConfigured(f"{name}: {error}") from None


def _inside(name: str, value: str) -> frozenset[tuple[str, int]]:
    try:
        split = [word.rpartition(":") for word in _words(value)]
        return frozenset((str(ipaddress.ip_address(host.strip("[]"))), int(port)) for host, _, port in split)
    except ValueError:
        raise ImproperlyConfigured(f"{name} is a list of addresses with ports: 10.1.2.3:8080") from None


def _hours(name: str, value: str) -> tuple[int, ...]:
    try:
        found = tuple(sorted({int(word) for word in _words(value)}))
    except ValueError:
        found = ()
    if not found or not all(0 <= hour <= 23 for hour in found):
        raise ImproperlyConfigured(f"{name} is {value!r}; say hours of the day in UTC, as 6 14 22")
    return found


def _seconds(name: str, value: str) -> float:
    try:
        found = float(value)
    except ValueError:
        found = -1.0
    if not 0 <= found <= 60:
        raise ImproperlyConfigured(f"{name} is {value!r}; say seconds from 0 to 60")
    return found


BASE_DIR = Path(__file__).resolve().parent.parent

# Where we live
NEWSROOM_DATA = embedded.data_folder({"NEWSROOM_DATA": _env("NEWSROOM_DATA"), **os.environ})
PUBLIC_URL = _env("PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/")
_public = urlsplit(PUBLIC_URL)
if _public.scheme not in {"http", "https"} or not _public.hostname:
    raise ImproperlyConfigured("PUBLIC_URL is http://host:port or https://host")
_https = _public.scheme == "https"
_port = _public.port or (443 if _https else 80)
_host = f"[{_public.hostname}]" if ":" in _public.hostname else _public.hostname
_usual = _port == (443 if _https else 80)
PUBLIC_ORIGIN = f"{_public.scheme}://{_host}" + ("" if _usual else f":{_port}")  # as browsers say it in Origin
LIVE_URL = _env("LIVE_URL", f"{_public.scheme}://{_host}:{_port + 1}").rstrip("/")
TRUSTED_PROXIES = _networks("TRUSTED_PROXIES", _env("TRUSTED_PROXIES"))
_loopback = ["localhost", "127.0.0.1", "[::1]"]
ALLOWED_HOSTS = _words(_env("ALLOWED_HOSTS")) or [_host, *(_loopback if not _https else [])]
CSRF_TRUSTED_ORIGINS = [f"{_public.scheme}://{_public.netloc}"]

SECRET_KEY, *SECRET_KEY_FALLBACKS = _secret_keys(_env("SECRET_KEY"), NEWSROOM_DATA)
DEBUG = _flag("DEBUG", _env("DEBUG", "0"))

# The newsroom's own choices
NEWSROOM_APPROVALS = _count("NEWSROOM_APPROVALS", _env("NEWSROOM_APPROVALS", "1"), 1, 2)
NEWSROOM_ORIGINS = _count("NEWSROOM_ORIGINS", _env("NEWSROOM_ORIGINS", "2"), 1, 20)
NEWSROOM_EMBED_ORIGINS = _words(_env("NEWSROOM_EMBED_ORIGINS"))
NEWSROOM_GROUPING = _grouping(_env("NEWSROOM_GROUPING"))
NEWSROOM_KEEP_DAYS = _count("NEWSROOM_KEEP_DAYS", _env("NEWSROOM_KEEP_DAYS", "90"), 7, 36_500)
NEWSROOM_CONTACT = _env("NEWSROOM_CONTACT")
NEWSROOM_MFA = _flag("NEWSROOM_MFA", _env("NEWSROOM_MFA", "0"))
NEWSROOM_MODEL = _env("NEWSROOM_MODEL")
NEWSROOM_FETCH_INSIDE = _inside("NEWSROOM_FETCH_INSIDE", _env("NEWSROOM_FETCH_INSIDE"))
NEWSROOM_FETCH_PAUSE = _seconds("NEWSROOM_FETCH_PAUSE", _env("NEWSROOM_FETCH_PAUSE", "1"))
NEWSROOM_SHIFTS = _hours("NEWSROOM_SHIFTS", _env("NEWSROOM_SHIFTS", "6 14 22"))
NEWSROOM_LLM_URL = _env("NEWSROOM_LLM_URL")
NEWSROOM_LLM_KEY = _env("NEWSROOM_LLM_KEY")
NEWSROOM_LLM_MODEL = _env("NEWSROOM_LLM_MODEL")
NEWSROOM_LLM_INSIDE = _flag("NEWSROOM_LLM_INSIDE", _env("NEWSROOM_LLM_INSIDE", "0"))
NEWSROOM_LLM_TIMEOUT = _count("NEWSROOM_LLM_TIMEOUT", _env("NEWSROOM_LLM_TIMEOUT", "20"), 1, 45)
NEWSROOM_LLM_BUDGET = _budget("NEWSROOM_LLM_BUDGET", _env("NEWSROOM_LLM_BUDGET", "500 20000"))
if NEWSROOM_LLM_URL and not NEWSROOM_LLM_MODEL:
    raise ImproperlyConfigured("NEWSROOM_LLM_MODEL is not set: which model of NEWSROOM_LLM_URL is to be asked?")

# Servers. Without addresses there are the embedded ones, whose sockets stand still where they were last.
_embedded = embedded.recorded(NEWSROOM_DATA)
DATABASE_URL = _env("DATABASE_URL", _embedded.database(role=embedded.APP_ROLE))
DATABASE_OWNER_URL = _env(
    "DATABASE_OWNER_URL",
    DATABASE_URL if _env("DATABASE_URL") else _embedded.database(role=embedded.OWNER_ROLE),
)
REDIS_URL = _env("REDIS_URL", _embedded.broker)
DATABASES = {"default": _database(DATABASE_URL, assume_role=True)}
DATABASE_OWNER = _database(DATABASE_OWNER_URL, assume_role=False)  # no alias: see newsroom/database.py

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
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
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
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
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
if _env("EMAIL_URL"):
    globals().update(_email(_env("EMAIL_URL")))

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
