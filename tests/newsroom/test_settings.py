"""Settings, each read in a process of its own as at a real start."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def _start(environ: dict[str, str], names: str) -> "subprocess.CompletedProcess[str]":
    program = (
        "import json, sys; from newsroom import settings\n"
        "print(json.dumps({name: getattr(settings, name, None) for name in sys.argv[1].split()}, default=str))"
    )
    return subprocess.run(
        [sys.executable, "-c", program, names],
        env={"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1", **environ},
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )


def _read(environ: dict[str, str], names: str) -> dict[str, object]:
    done = _start(environ, names)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def test_https_is_strict(tmp_path: Path) -> None:
    found = _read(
        {"PUBLIC_URL": "https://desk.example", "NEWSROOM_DATA": str(tmp_path)},
        "SESSION_COOKIE_NAME CSRF_COOKIE_NAME SESSION_COOKIE_SECURE SECURE_SSL_REDIRECT SECURE_HSTS_SECONDS"
        " ALLOWED_HOSTS LIVE_URL DEBUG",
    )
    assert found == {
        "SESSION_COOKIE_NAME": "__Host-sessionid",
        "CSRF_COOKIE_NAME": "__Host-csrftoken",
        "SESSION_COOKIE_SECURE": True,
        "SECURE_SSL_REDIRECT": True,
        "SECURE_HSTS_SECONDS": 31536000,
        "ALLOWED_HOSTS": ["desk.example"],
        "LIVE_URL": "https://desk.example:444",
        "DEBUG": False,
    }


def test_http_on_loopback_works(tmp_path: Path) -> None:
    found = _read(
        {"PUBLIC_URL": "http://127.0.0.1:8123", "NEWSROOM_DATA": str(tmp_path)},
        "SESSION_COOKIE_NAME SESSION_COOKIE_SECURE SECURE_SSL_REDIRECT SECURE_HSTS_SECONDS LIVE_URL",
    )
    assert found == {
        "SESSION_COOKIE_NAME": "sessionid",
        "SESSION_COOKIE_SECURE": False,
        "SECURE_SSL_REDIRECT": False,
        "SECURE_HSTS_SECONDS": 0,
        "LIVE_URL": "http://127.0.0.1:8124",
    }


def test_the_secret_is_made_once_and_private(tmp_path: Path) -> None:
    environ = {"NEWSROOM_DATA": str(tmp_path)}
    first = _read(environ, "SECRET_KEY")
    assert len(str(first["SECRET_KEY"])) >= 50
    assert _read(environ, "SECRET_KEY") == first
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


def test_old_secrets_are_still_understood(tmp_path: Path) -> None:
    (tmp_path / "secret_key").write_text("newest-secret\nolder-secret\n")
    found = _read({"NEWSROOM_DATA": str(tmp_path)}, "SECRET_KEY SECRET_KEY_FALLBACKS")
    assert found == {"SECRET_KEY": "newest-secret", "SECRET_KEY_FALLBACKS": ["older-secret"]}


def test_a_login_of_another_name_assumes_the_apps_role(tmp_path: Path) -> None:
    found = _read(
        {"DATABASE_URL": "postgresql://press:word@db.example/desk?sslmode=require", "NEWSROOM_DATA": str(tmp_path)},
        "DATABASES DATABASE_OWNER",
    )
    databases, owner = found["DATABASES"], found["DATABASE_OWNER"]
    assert isinstance(databases, dict)
    assert isinstance(owner, dict)
    options = databases["default"]["OPTIONS"]
    assert options["assume_role"] == "slugline_app"
    assert options["sslmode"] == "require"
    assert "statement_timeout=10s" in options["options"]
    assert "assume_role" not in owner["OPTIONS"]


def test_the_log_is_named_after_its_host_and_its_key_lies_with_the_data(tmp_path: Path) -> None:
    environ = {"PUBLIC_URL": "https://desk.example:8443", "NEWSROOM_DATA": str(tmp_path)}
    assert _read(environ, "NEWSROOM_LOG_NAME NEWSROOM_LOG_KEY NEWSROOM_CHECKPOINTS") == {
        "NEWSROOM_LOG_NAME": "desk.example/newsroom-log",
        "NEWSROOM_LOG_KEY": str(tmp_path / "log_key"),
        "NEWSROOM_CHECKPOINTS": None,
    }


def test_mail_goes_where_told(tmp_path: Path) -> None:
    found = _read(
        {"EMAIL_URL": "smtp+tls://desk:a%40b@mail.example", "NEWSROOM_DATA": str(tmp_path)},
        "EMAIL_HOST EMAIL_PORT EMAIL_HOST_PASSWORD EMAIL_USE_TLS",
    )
    assert found == {
        "EMAIL_HOST": "mail.example",
        "EMAIL_PORT": 587,
        "EMAIL_HOST_PASSWORD": "a@b",
        "EMAIL_USE_TLS": True,
    }


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("NEWSROOM_APPROVALS", "3"),
        ("NEWSROOM_ORIGINS", "many"),
        ("DEBUG", "perhaps"),
        ("PUBLIC_URL", "desk.example"),
        ("DATABASE_URL", "sqlite:///file"),
        ("DATABASE_URL", "nonsense"),
        ("NEWSROOM_GROUPING", "one"),
        ("EMAIL_URL", "mail.example"),
        ("TRUSTED_PROXIES", "everybody"),
        ("NEWSROOM_LOG_NAME", "two words"),
        ("NEWSROOM_LOG_NAME", "a+b"),
        ("NEWSROOM_CHECKPOINTS", "kept"),
        ("NEWSROOM_LLM_TIMEOUT", "46"),
        ("NEWSROOM_LLM_BUDGET", "500"),
        ("NEWSROOM_LLM_INSIDE", "perhaps"),
        ("NEWSROOM_LLM_URL", "https://models.example/v1"),
    ],
)
def test_a_wrong_value_stops_the_start_and_names_the_variable(tmp_path: Path, name: str, value: str) -> None:
    done = _start({name: value, "NEWSROOM_DATA": str(tmp_path)}, "DEBUG")
    assert done.returncode != 0
    assert "ImproperlyConfigured" in done.stderr.splitlines()[-1]
    assert name in done.stderr.splitlines()[-1]
