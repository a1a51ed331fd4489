"""Liveness touches nothing; readiness asks the database, the migrations and the guards."""

import pytest
from django.db import connection
from django.test import Client

from newsroom import health
from newsroom.checkup import ORGANS
from newsroom.database import as_owner


def test_alive_without_a_database(client: Client) -> None:
    response = client.get("/livez")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


@pytest.mark.django_db
def test_ready_when_all_stands(client: Client) -> None:
    response = client.get("/readyz")
    assert (response.status_code, response.json()) == (200, {"status": "ok", "problems": {}})


def test_not_ready_without_a_guard(client: Client, committed_db: object) -> None:
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE event DISABLE TRIGGER append_only")
    response = client.get("/readyz")
    assert response.status_code == 503
    assert "event" in response.json()["problems"]["guards"]


def test_not_ready_before_the_migrations(client: Client, committed_db: object) -> None:
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'sessions'")
    response = client.get("/readyz")
    assert response.status_code == 503
    assert "sessions.0001_initial" in response.json()["problems"]["migrations"]


def test_not_ready_without_a_database(client: Client, committed_db: object, settings: object) -> None:
    connection.close()
    connection.settings_dict["NAME"] = "there_is_no_such_database"
    assert client.get("/readyz").status_code == 503
    assert client.get("/livez").status_code == 200


@pytest.mark.django_db
def test_not_ready_with_a_parser_that_entities_can_stop(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "EXPAT", (99, 0, 0))
    response = client.get("/readyz")
    assert response.status_code == 503
    assert "is older than 99.0.0" in response.json()["problems"]["xml"]
    (found,) = ORGANS["xml"]("xml")
    assert (found.state, "newer" in found.hint) == ("fails", True)
