"""The append, as SQL: data-modifying arms of one statement, so that all of it is written or nothing.

An arm that has nothing to do costs as much as half an event, so a statement is put together of those that are needed.
"""

from functools import cache
from typing import Final, LiteralString

# `held` has one row if the stream stood at the expected version and now is ours, and every other arm hangs on it.
_OPENED: Final[LiteralString] = """
WITH held AS (
    INSERT INTO stream (id, kind, version, head)
    VALUES (%(stream)s, %(kind)s, %(version)s, %(head)s)
    ON CONFLICT DO NOTHING
    RETURNING id
), """

_MOVED: Final[LiteralString] = """
WITH held AS (
    UPDATE stream SET version = %(version)s, head = %(head)s
    WHERE id = %(stream)s AND kind = %(kind)s AND version = %(expected)s AND head = %(prev)s
      AND %(first_at)s >= (
          SELECT convert_from(last.envelope, 'UTF8')::json ->> 'at' FROM event last
          WHERE last.stream = %(stream)s AND last.version = %(expected)s
      ) COLLATE "C"
    RETURNING id
), """

_REMEMBERED: Final[LiteralString] = """remembered AS (
    INSERT INTO idempotency (actor, key, request, status, ids, stream, version)
    SELECT %(actor)s, %(key)s, %(request)s, %(status)s, %(ids)s::text[], held.id, %(version)s FROM held
), """

_CLAIMED: Final[LiteralString] = """claimed AS (
    INSERT INTO registry (kind, key, id)
    SELECT claim.kind, claim.key, claim.id
    FROM held, unnest(%(claim_kinds)s::text[], %(claim_keys)s::text[], %(claim_ids)s::text[]) AS claim(kind, key, id)
), """

_RELEASED: Final[LiteralString] = """released AS (
    DELETE FROM registry USING held, unnest(%(release_kinds)s::text[], %(release_keys)s::text[]) AS gone(kind, key)
    WHERE registry.kind = gone.kind AND registry.key = gone.key
), """

_ONE: Final[LiteralString] = """written AS (
    INSERT INTO event (stream, version, id, type, envelope)
    SELECT held.id, %(version)s, %(id)s, %(type)s, %(envelope)s FROM held
    RETURNING seq, stream, version
), bodied AS (
    INSERT INTO event_body (stream, version, salt, bytes)
    SELECT held.id, %(version)s, %(salt)s, %(body)s FROM held
), announced AS (
    INSERT INTO outbox (seq, stream, version) SELECT seq, stream, version FROM written
)
SELECT true FROM held"""

_SEVERAL: Final[LiteralString] = """written AS (
    INSERT INTO event (stream, version, id, type, envelope)
    SELECT held.id, fresh.version, fresh.id, fresh.type, fresh.envelope
    FROM held, unnest(%(versions)s::int[], %(event_ids)s::uuid[], %(types)s::text[], %(envelopes)s::bytea[])
        AS fresh(version, id, type, envelope)
    ORDER BY fresh.version
    RETURNING seq, stream, version
), bodied AS (
    INSERT INTO event_body (stream, version, salt, bytes)
    SELECT held.id, fresh.version, fresh.salt, fresh.bytes
    FROM held, unnest(%(versions)s::int[], %(salts)s::bytea[], %(bodies)s::bytea[]) AS fresh(version, salt, bytes)
), announced AS (
    INSERT INTO outbox (seq, stream, version) SELECT seq, stream, version FROM written
)
SELECT true FROM held"""


@cache
def statement(*, opens: bool, remembers: bool, claims: bool, releases: bool, several: bool) -> LiteralString:
    """The append with these arms; each of the few that a service comes to use is prepared by itself."""
    return (
        (_OPENED if opens else _MOVED)
        + (_REMEMBERED if remembers else "")
        + (_CLAIMED if claims else "")
        + (_RELEASED if releases else "")
        + (_SEVERAL if several else _ONE)
    )
