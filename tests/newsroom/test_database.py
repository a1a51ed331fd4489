"""Roles: the app serves, the owner migrates."""

import threading

import psycopg
import pytest
from django.contrib.auth.models import Group
from django.db import connection, connections

from newsroom.database import as_owner


def _who() -> tuple[str, ...]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, current_setting('statement_timeout'), current_setting('lock_timeout')")
        return tuple(cursor.fetchone())


@pytest.mark.django_db
def test_the_service_speaks_as_app_and_is_patient_only_so_long() -> None:
    assert _who() == ("slugline_app", "10s", "3s")


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["once", "again"])
def test_ordinary_tests_see_an_empty_database(name: str) -> None:
    assert not Group.objects.filter(name="desk").exists()
    Group.objects.create(name="desk")


def test_a_committing_test_has_a_database_of_its_own(committed_db: object) -> None:
    Group.objects.create(name="committed")
    seen: list[bool] = []

    def look() -> None:
        seen.append(Group.objects.filter(name="committed").exists())
        connections.close_all()

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert seen == [True]


def test_the_owner_makes_tables_that_the_app_may_fill(committed_db: object) -> None:
    with as_owner(), connection.cursor() as cursor:
        assert _who()[0] != "slugline_app"
        cursor.execute("CREATE TABLE made_by_owner (n int)")
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO made_by_owner VALUES (1)")
    assert _who() == ("slugline_app", "10s", "3s")


def test_the_app_may_not_change_what_it_does_not_own(committed_db: object) -> None:
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE made_by_owner (n int)")
    with pytest.raises(Exception, match="must be owner"), connection.cursor() as cursor:
        cursor.execute("DROP TABLE made_by_owner")


def test_statements_may_be_prepared(committed_db: object) -> None:
    connection.ensure_connection()
    with psycopg.Cursor(connection.connection) as cursor:
        for n in range(8):
            cursor.execute("SELECT %s::int", [n])
        prepared = cursor.execute("SELECT count(*) FROM pg_prepared_statements").fetchone()
    assert prepared is not None
    assert prepared[0] >= 1
