"""How a variable of the environment becomes a setting: each reader takes its text, or says what to write instead."""

import ipaddress
import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

from newsroom import embedded


def env(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def flag(name: str, value: str) -> bool:
    if value.lower() in {"1", "true", "yes", "on"}:
        return True
    if value.lower() in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} is {value!r}; say 1 or 0")


def count(name: str, value: str, lowest: int, highest: int) -> int:
    if not value.isdecimal() or not lowest <= int(value) <= highest:
        raise ImproperlyConfigured(f"{name} is {value!r}; say a whole number from {lowest} to {highest}")
    return int(value)


def words(value: str) -> list[str]:
    return [word for word in value.replace(",", " ").split() if word]


def secret_keys(chosen: str, data: Path) -> list[str]:
    """The key and its predecessors: given, or kept one a line in NEWSROOM_DATA/secret_key, newest first."""
    if chosen:
        return words(chosen)
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


def database(url: str, *, assume_role: bool) -> dict[str, Any]:
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


def email(url: str) -> dict[str, Any]:
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


def grouping(value: str) -> tuple[float, float] | None:
    if not value:
        return None  # the comparison's own thresholds
    try:
        suggest, join = map(float, words(value))
    except ValueError:
        raise ImproperlyConfigured("NEWSROOM_GROUPING is two numbers: suggest from, join from") from None
    return suggest, join


def log_name(name: str, value: str) -> str:
    if len(value) > 200 or "+" in value or any(char.isspace() or not char.isprintable() for char in value):
        raise ImproperlyConfigured(f"{name} is {value!r}; say a host and a path, as desk.example/newsroom-log")
    return value


def place(name: str, value: str) -> Path:
    if not value.startswith("/"):
        raise ImproperlyConfigured(f"{name} is {value!r}; say a path from the root, as /mnt/kept")
    return Path(value)


def budget(name: str, value: str) -> tuple[int, int]:
    said = words(value)
    if len(said) != 2 or not all(word.isdecimal() for word in said):
        raise ImproperlyConfigured(f"{name} is two whole numbers: questions a day, characters of an article")
    return int(said[0]), int(said[1])


def networks(name: str, value: str) -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    try:
        return [ipaddress.ip_network(word) for word in words(value)]
    except ValueError as error:
        raise ImproperlyConfigured(f"{name}: {error}") from None


def inside(name: str, value: str) -> frozenset[tuple[str, int]]:
    try:
        split = [word.rpartition(":") for word in words(value)]
        return frozenset((str(ipaddress.ip_address(host.strip("[]"))), int(port)) for host, _, port in split)
    except ValueError:
        raise ImproperlyConfigured(f"{name} is a list of addresses with ports: 10.1.2.3:8080") from None


def hours(name: str, value: str) -> tuple[int, ...]:
    try:
        found = tuple(sorted({int(word) for word in words(value)}))
    except ValueError:
        found = ()
    if not found or not all(0 <= hour <= 23 for hour in found):
        raise ImproperlyConfigured(f"{name} is {value!r}; say hours of the day in UTC, as 6 14 22")
    return found


def seconds(name: str, value: str) -> float:
    try:
        found = float(value)
    except ValueError:
        found = -1.0
    if not 0 <= found <= 60:
        raise ImproperlyConfigured(f"{name} is {value!r}; say seconds from 0 to 60")
    return found
