"""Who may do what in the database: the roles, and the owner's connection for migrations alone.

The app's role adds to the log and keeps read models; the owner makes tables; the eraser deletes bodies through one
function. What the log's tables allow beyond that is said by the log's own migration.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.conf import settings
from django.db import connections
from psycopg import sql

from newsroom.embedded import APP_ROLE

ERASER_ROLE = "slugline_eraser"
_ROLES_LOCK = 0x736C7567  # "slug": roles belong to the whole server, so two migrations must take turns


@contextmanager
def as_owner() -> Iterator[None]:
    """Turns the default connection into the owner's, without time limits, for the duration. For migrations alone."""
    wrapper = connections["default"]
    wrapper.close()
    kept = dict(wrapper.settings_dict)
    owner = dict(settings.DATABASE_OWNER, NAME=kept["NAME"])
    owner["OPTIONS"] = {**owner["OPTIONS"], "options": "-c lock_timeout=30s"}
    owner["OPTIONS"].pop("assume_role", None)
    wrapper.settings_dict.update({name: owner[name] for name in ("HOST", "PORT", "USER", "PASSWORD", "OPTIONS")})
    try:
        ensure_roles(app_user=kept["USER"])
        yield
    finally:
        wrapper.close()
        wrapper.settings_dict.update(kept)


def ensure_roles(*, app_user: str) -> None:
    """Makes what is missing of the roles and their rights. Speaks through the default connection: call as owner.

    app_user: the login of DATABASE_URL, who becomes a member of the app's role.
    """
    wrapper = connections["default"]
    wrapper.ensure_connection()
    connection: psycopg.Connection = wrapper.connection
    with wrapper.wrap_database_errors, connection.transaction(), psycopg.Cursor(connection) as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ROLES_LOCK])
        cursor.execute("SELECT session_user, current_database()")
        owner, database = cursor.fetchone() or ("", "")
        for role, login in ((APP_ROLE, sql.SQL("LOGIN")), (ERASER_ROLE, sql.SQL("NOLOGIN"))):
            if not cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone():
                cursor.execute(sql.SQL("CREATE ROLE {} {}").format(sql.Identifier(role), login))
            _make_member(cursor, role=role, member=owner)
        if app_user and app_user not in {APP_ROLE, owner}:
            _make_member(cursor, role=APP_ROLE, member=app_user)
        names = {"database": sql.Identifier(database), "app": sql.Identifier(APP_ROLE)}
        for statement in _RIGHTS:
            cursor.execute(sql.SQL(statement).format(**names))


def _make_member(cursor: "psycopg.Cursor[tuple[object, ...]]", *, role: str, member: str) -> None:
    if role == member:
        return
    already = "SELECT pg_has_role(%s, %s, 'MEMBER') AND pg_has_role(%s, %s, 'USAGE')"
    if cursor.execute(already, [member, role, member, role]).fetchone() == (True,):
        return
    # Since PostgreSQL 16 whoever makes a role does not inherit it by itself; 15 knows no such option.
    modern = cursor.connection.info.server_version >= 160000
    grant = "GRANT {role} TO {member} WITH INHERIT TRUE, SET TRUE" if modern else "GRANT {role} TO {member}"
    cursor.execute(sql.SQL(grant).format(role=sql.Identifier(role), member=sql.Identifier(member)))


# The app makes tables too: a rebuild builds its read models beside the old ones and swaps them.
_RIGHTS = (
    "GRANT CONNECT, TEMPORARY ON DATABASE {database} TO {app}",
    "GRANT USAGE, CREATE ON SCHEMA public TO {app}",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {app}",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {app}",
)
