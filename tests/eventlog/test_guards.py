"""The log refuses change: to the service, to its owner, and to whoever pretends to be a replica."""

import uuid
from typing import Any

import psycopg
import pytest
from django.db import connection

from stories.eventlog.append import append
from stories.eventlog.erase import erase_body
from stories.eventlog.export import export_lines
from stories.eventlog.guards import GUARDED, missing_guards
from stories.eventlog.read import read_event, read_log, stream_head
from stories.eventlog.seal import seal, stored_tree
from stories.eventlog.streams import StreamRef
from stories.eventlog.verify import Tampered, verify
from tests.eventlog.writing import append_next, new_event

CHANGES = {
    "event": "UPDATE event SET envelope = envelope || ' '",
    "event_body": "UPDATE event_body SET bytes = bytes || ' '",
    "log": "UPDATE log SET position = position + 1000",
    "signed_checkpoint": "UPDATE signed_checkpoint SET note = note",
}
ATTEMPTS = [
    statement
    for table in GUARDED
    for statement in (CHANGES[table], f"DELETE FROM {table}", f"TRUNCATE {table}", f"TRUNCATE stream, {table} CASCADE")
]


def lines() -> Any:
    return [line for _, line in export_lines()]


@pytest.fixture
def sealed(committed_db: Any, stream: Any, event: Any, write: Any) -> Any:
    write(stream, event(), event())
    seal()
    return stream


@pytest.fixture(scope="module")
def guarded(shared_db: Any) -> Any:
    """The database that all attempts are made at, with two sealed events in it."""
    append_next(StreamRef("story", uuid.uuid4()), new_event(), new_event())
    seal()
    return shared_db


@pytest.fixture
def owner(committed_db: Any) -> Any:
    with psycopg.connect(committed_db.owner_url, autocommit=True) as owner:
        yield owner


@pytest.mark.parametrize("statement", ATTEMPTS)
def test_the_service_may_not(guarded: Any, statement: Any) -> None:
    before = lines()
    with psycopg.connect(guarded.url, autocommit=True) as app:
        app.execute("SET ROLE slugline_app")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute(statement)
    assert lines() == before


@pytest.mark.parametrize("replica", [False, True])
@pytest.mark.parametrize("statement", ATTEMPTS)
def test_the_owner_may_not_either(guarded: Any, statement: Any, replica: Any) -> None:
    before = lines()
    with psycopg.connect(guarded.owner_url, autocommit=True) as owner:
        if replica:
            session = owner.execute("SELECT rolsuper FROM pg_roles WHERE rolname = session_user").fetchone()
            if session == (False,):  # an owner who is no superuser cannot even ask for it
                with pytest.raises(psycopg.errors.InsufficientPrivilege, match="session_replication_role"):
                    owner.execute("SET session_replication_role = replica")
                return
            owner.execute("SET session_replication_role = replica")
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="append-only"):
            owner.execute(statement)
    assert lines() == before


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE event DISABLE TRIGGER append_only",
        "DROP TRIGGER append_only ON log",
        "DROP TABLE event_body",
        "SET ROLE slugline_eraser",
        "SET session_replication_role = replica",
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
        "DELETE FROM idempotency",
        "UPDATE subtree SET hash = hash",
        "DELETE FROM stream",
    ],
)
def test_the_service_may_not_loosen_the_guards(guarded: Any, statement: Any) -> None:
    with psycopg.connect(guarded.url, autocommit=True) as app:
        session = app.execute(
            "SELECT session_user, rolsuper, pg_has_role(session_user, 'slugline_eraser', 'MEMBER')"
            " FROM pg_roles WHERE rolname = session_user"
        ).fetchone()
        assert session is not None
        if session[1]:
            app.execute("SET SESSION AUTHORIZATION slugline_app")
        elif session[0] != "slugline_app":
            if session[2] and statement == "SET ROLE slugline_eraser":  # one login is owner and service, and may
                app.execute(statement)
                statement = "DELETE FROM event_body"
            else:
                app.execute("SET ROLE slugline_app")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute(statement)
    assert missing_guards() == []


def test_the_eraser_deletes_only_inside_the_one_function(sealed: Any, owner: Any) -> None:
    owner.execute("SET ROLE slugline_eraser")
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="append-only"):
        owner.execute("DELETE FROM event_body")


def test_a_body_goes_only_after_a_sealed_event_says_why_and_the_log_stays_green(
    sealed: Any, event: Any, write: Any
) -> None:
    target, witness = read_log(-1, 2)
    size, root = verify(lines())
    because = event(type="body.erased", event=target.envelope.id, reason="A court ordered it.")
    elsewhere = event(type="body.erased", event=target.envelope.id, reason="The wrong stream.")
    about_another = event(type="body.erased", event=str(uuid.uuid4()), reason="Another event.")
    write(sealed, because, about_another)
    write(StreamRef("story", uuid.uuid4()), elsewhere)
    for reason in (because, about_another, elsewhere, event()):
        with pytest.raises(Exception, match="names event"):
            erase_body(target.envelope.id, reason.id)
    seal()
    for reason in (about_another, elsewhere, event()):
        with pytest.raises(Exception, match="names event"):
            erase_body(target.envelope.id, reason.id)
    with pytest.raises(Exception, match="names event"):
        erase_body(witness.envelope.id, because.id)
    with pytest.raises(Exception, match="names event"):
        erase_body(because.id, because.id)
    whole = verify(lines(), {size: root})
    assert erase_body(target.envelope.id, because.id) is True
    assert erase_body(target.envelope.id, because.id) is False
    gone = read_event(target.envelope.id)
    assert gone is not None
    assert (gone.body, gone.salt, gone.data) == (None, None, target.data)
    assert read_event(witness.envelope.id) == witness
    assert verify(lines(), {size: root}) == whole
    write(sealed)
    seal()
    assert verify(lines(), dict([whole])) == (whole[0] + 1, stored_tree().root().hex())
    assert missing_guards() == []


def test_one_byte_changed_by_force_is_found(sealed: Any, owner: Any) -> None:
    """What a superuser can do when he takes the guard away first."""
    owner.execute("ALTER TABLE event_body DISABLE TRIGGER append_only")
    assert missing_guards() == ["no trigger guards event_body against change"]
    owner.execute(
        "UPDATE event_body SET bytes = replace(convert_from(bytes, 'UTF8'), 'late', 'lame')::bytea WHERE version = 2"
    )
    owner.execute("ALTER TABLE event_body ENABLE ALWAYS TRIGGER append_only")
    with pytest.raises(Tampered) as tampered:
        verify(lines())
    assert tampered.value.position == 1


@pytest.mark.parametrize(
    ("loosened", "missing"),
    [
        ("ALTER TABLE log DISABLE TRIGGER append_only", "no trigger guards log against change"),
        ("ALTER TABLE log ENABLE TRIGGER append_only", "no trigger guards log against change"),
        ("DROP TRIGGER append_only ON event", "no trigger guards event against change"),
        ("GRANT UPDATE ON event TO slugline_app", "this role may UPDATE event"),
        ("GRANT TRUNCATE ON log TO slugline_app", "this role may TRUNCATE log"),
        ("GRANT DELETE ON idempotency TO slugline_app", "this role may DELETE idempotency"),
        ("ALTER FUNCTION erase_body(uuid, uuid) SECURITY INVOKER", "erase_body is not the eraser's own function"),
        ("ALTER FUNCTION erase_body(uuid, uuid) RESET search_path", "erase_body is not the eraser's own function"),
        ("DROP FUNCTION erase_body(uuid, uuid)", "erase_body is not the eraser's own function"),
    ],
)
def test_a_missing_guard_is_named(committed_db: Any, owner: Any, loosened: Any, missing: Any) -> None:
    assert missing_guards() == []
    owner.execute(loosened)
    assert missing_guards() == [missing]


def test_durability_switched_off_is_named(committed_db: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
    assert missing_guards() == ["synchronous_commit is off: an acknowledged event may be lost"]


def test_the_log_accepts_nothing_that_breaks_its_shape(sealed: Any, event: Any) -> None:
    head = stream_head(sealed)
    assert append(sealed, expected=2, prev=head.head, events=[event()]).version == 3
    with connection.cursor() as cursor, pytest.raises(Exception, match="log_pkey"):
        cursor.execute(
            "INSERT INTO log (position, partition, stream, version, leaf) SELECT 0, 0, id, 3, head FROM stream"
        )
