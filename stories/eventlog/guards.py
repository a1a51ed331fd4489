"""What keeps the log append-only, and whether it is there. Start-up fails when a guard is missing."""

from django.db import connection

GUARDED = ("event", "event_body", "log", "signed_checkpoint")
_BODY_GUARD = "refuse_body_change"
_GUARD = "refuse_change"

# tgtype: 2 BEFORE, 8 DELETE, 16 UPDATE, 32 TRUNCATE; without 1 it is a statement's. tgenabled A: ENABLE ALWAYS.
_TRIGGERS = """
SELECT class.relname
FROM pg_trigger JOIN pg_class class ON class.oid = tgrelid JOIN pg_proc ON pg_proc.oid = tgfoid
WHERE class.relnamespace = 'public'::regnamespace AND tgname = 'append_only'
  AND tgenabled = 'A' AND tgtype = 2 + 8 + 16 + 32 AND tgqual IS NULL
  AND proname = CASE class.relname WHEN 'event_body' THEN %(body_guard)s ELSE %(guard)s END
"""

_PRIVILEGES = """
SELECT forbidden.name, privilege
FROM unnest(ARRAY['event', 'event_body', 'log', 'signed_checkpoint', 'subtree', 'idempotency', 'stream', 'subscription',
                  'parked']) AS forbidden(name),
     unnest(ARRAY['UPDATE', 'DELETE', 'TRUNCATE']) AS privilege
WHERE has_table_privilege(current_user, 'public.' || forbidden.name, privilege)
  AND NOT (privilege = 'UPDATE' AND forbidden.name IN ('stream', 'subscription', 'parked'))
"""

_ERASER = """
SELECT proc.prosecdef AND proc.proowner = 'slugline_eraser'::regrole
       AND proc.proconfig @> ARRAY['search_path=pg_catalog, pg_temp']
FROM pg_proc proc WHERE proc.oid = to_regprocedure('public.erase_body(uuid, uuid)')
"""

_DURABLE = """
SELECT name, setting FROM pg_settings
WHERE (name = 'fsync' AND setting = 'off') OR (name = 'full_page_writes' AND setting = 'off')
   OR (name = 'synchronous_commit' AND setting IN ('off', 'local'))
"""


def missing_guards() -> list[str]:
    """In words, each guard of the log that this database or this connection's role lacks."""
    missing: list[str] = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('public.event') IS NULL")
        if cursor.fetchone() == (True,):
            return ["the log's tables are missing: run migrate"]
        cursor.execute(_TRIGGERS, {"body_guard": _BODY_GUARD, "guard": _GUARD})
        standing = {name for (name,) in cursor.fetchall()}
        missing += [f"no trigger guards {name} against change" for name in GUARDED if name not in standing]
        cursor.execute(_PRIVILEGES)
        missing += [f"this role may {privilege} {name}" for name, privilege in cursor.fetchall()]
        cursor.execute(_ERASER)
        if cursor.fetchone() != (True,):
            missing.append("erase_body is not the eraser's own function")
        cursor.execute(_DURABLE)
        missing += [f"{name} is {setting}: an acknowledged event may be lost" for name, setting in cursor.fetchall()]
    return missing
