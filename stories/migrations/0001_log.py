"""The log's tables, guards and grants. Every row of event, event_body and log is evidence: nothing here may be loosened."""

from django.db import migrations, models

TABLES = """
CREATE TABLE stream (
    id uuid PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('story', 'source', 'desk')),
    version integer NOT NULL CHECK (version > 0),
    head bytea NOT NULL CHECK (length(head) = 32)       -- leaf of the newest event
);

CREATE TABLE event (
    seq bigint GENERATED ALWAYS AS IDENTITY (CACHE 1) NOT NULL,
    stream uuid NOT NULL,
    version integer NOT NULL CHECK (version > 0),
    id uuid NOT NULL,
    type text NOT NULL,
    envelope bytea NOT NULL,                            -- canonical bytes, never re-serialised
    PRIMARY KEY (stream, version),
    CONSTRAINT event_id_once UNIQUE (id)
);

CREATE TABLE event_body (
    stream uuid NOT NULL,
    version integer NOT NULL,
    salt bytea NOT NULL CHECK (length(salt) = 32),
    bytes bytea NOT NULL,                               -- canonical bytes
    PRIMARY KEY (stream, version)
);

CREATE TABLE outbox (
    seq bigint PRIMARY KEY,
    stream uuid NOT NULL,
    version integer NOT NULL
);

CREATE TABLE log (
    position bigint PRIMARY KEY CHECK (position >= 0),
    partition smallint NOT NULL CHECK (partition BETWEEN 0 AND 63),
    stream uuid NOT NULL,
    version integer NOT NULL,
    leaf bytea NOT NULL CHECK (length(leaf) = 32),
    UNIQUE (stream, version)
);
CREATE INDEX log_by_partition ON log (partition, position);

CREATE TABLE subtree (
    level smallint NOT NULL CHECK (level > 0),          -- level 0 is log.leaf
    index bigint NOT NULL,
    hash bytea NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (level, index)
);

CREATE TABLE subscription (
    name text NOT NULL,
    partition smallint NOT NULL CHECK (partition BETWEEN 0 AND 63),
    checkpoint bigint NOT NULL DEFAULT -1,              -- position of the last event done with
    attempt_from bigint,                                -- an attempt that was begun and has not succeeded yet
    attempt_to bigint,
    attempt integer NOT NULL DEFAULT 0,                 -- how often attempt_from was begun by itself
    retry_at timestamptz,
    lease_holder uuid,                                  -- fences off whoever was overtaken
    lease_pid integer,                                  -- a lease ends with its holder's connection
    lease_until timestamptz,
    PRIMARY KEY (name, partition)
);

CREATE TABLE parked (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    subscription text NOT NULL,
    stream uuid NOT NULL,
    kind text NOT NULL,
    version integer NOT NULL,                           -- the first event of the stream that was not handled
    position bigint NOT NULL,
    attempts integer NOT NULL,
    error text NOT NULL,
    parked_at timestamptz NOT NULL DEFAULT now(),
    replayed_at timestamptz
);
CREATE UNIQUE INDEX parked_once ON parked (subscription, stream) WHERE replayed_at IS NULL;

CREATE TABLE idempotency (
    actor text NOT NULL,
    key text NOT NULL,
    request bytea NOT NULL,                             -- SHA-256 of the request
    status smallint NOT NULL,
    ids text[] NOT NULL,
    stream uuid NOT NULL,
    version integer NOT NULL,                           -- of the stream after the command
    PRIMARY KEY (actor, key)
);

CREATE TABLE signed_checkpoint (
    size bigint PRIMARY KEY CHECK (size > 0),
    root bytea NOT NULL CHECK (length(root) = 32),
    note bytea NOT NULL,
    signed_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE registry (
    kind text NOT NULL,
    key text NOT NULL,
    id text NOT NULL,
    PRIMARY KEY (kind, key)
);
"""

GUARDS = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'the log is append-only: % on % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;

-- Bodies alone may go, and only through erase_body: by its owner's name and by standing on its call stack.
CREATE FUNCTION refuse_body_change() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    context text;
BEGIN
    GET DIAGNOSTICS context = PG_CONTEXT;
    IF TG_OP = 'DELETE' AND current_user = 'slugline_eraser'
        AND context ~ 'PL/pgSQL function public\\.erase_body\\(uuid,uuid\\) line' THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'the log is append-only: % on % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON event
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON event_body
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_body_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON log
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON signed_checkpoint
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE event ENABLE ALWAYS TRIGGER append_only;
ALTER TABLE event_body ENABLE ALWAYS TRIGGER append_only;
ALTER TABLE log ENABLE ALWAYS TRIGGER append_only;
ALTER TABLE signed_checkpoint ENABLE ALWAYS TRIGGER append_only;

-- Deletes the body of `erased` once a sealed body.erased event of the same stream, `because`, names it.
-- False when it was gone already.
CREATE FUNCTION erase_body(erased uuid, because uuid) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    target record;
BEGIN
    SELECT e.stream, e.version INTO target
    FROM public.event e
    JOIN public.event b ON b.stream = e.stream AND b.version > e.version AND b.type = 'body.erased'
    JOIN public.log l ON l.stream = b.stream AND l.version = b.version
    JOIN public.event_body w ON w.stream = b.stream AND w.version = b.version
    WHERE e.id = erased AND b.id = because AND e.type <> 'body.erased'
        AND convert_from(w.bytes, 'UTF8')::jsonb ->> 'event' = erased::text;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no sealed body.erased event % names event %', because, erased
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    DELETE FROM public.event_body WHERE stream = target.stream AND version = target.version;
    RETURN FOUND;
END $$;
"""

GRANTS = """
-- Default privileges give the service every table; the log's are taken back and given one by one.
REVOKE ALL ON stream, event, event_body, outbox, log, subtree, subscription, parked, idempotency, signed_checkpoint,
    registry FROM PUBLIC, slugline_app, slugline_eraser;
GRANT SELECT, INSERT ON event, event_body, log, subtree, signed_checkpoint, idempotency TO slugline_app;
GRANT SELECT, INSERT, UPDATE ON stream, subscription, parked TO slugline_app;
GRANT SELECT, INSERT, DELETE ON outbox TO slugline_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON registry TO slugline_app;

GRANT USAGE ON SCHEMA public TO slugline_app, slugline_eraser;
GRANT SELECT ON event, log TO slugline_eraser;
GRANT SELECT, DELETE ON event_body TO slugline_eraser;
GRANT CREATE ON SCHEMA public TO slugline_eraser;       -- only for the change of owner
ALTER FUNCTION erase_body(uuid, uuid) OWNER TO slugline_eraser;
REVOKE CREATE ON SCHEMA public FROM slugline_eraser;
"""

# By its owner from now on, so in a statement of its own.
EXECUTION = """
REVOKE ALL ON FUNCTION erase_body(uuid, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION erase_body(uuid, uuid) TO slugline_app;
"""


# What the ORM may read of it.
STATE = [
    migrations.CreateModel(
        name="Stream",
        fields=[
            ("id", models.UUIDField(primary_key=True, serialize=False)),
            ("kind", models.TextField()),
            ("version", models.IntegerField()),
            ("head", models.BinaryField()),
        ],
        options={"db_table": "stream", "managed": False},
    ),
    migrations.CreateModel(
        name="Event",
        fields=[
            ("id", models.UUIDField(primary_key=True, serialize=False)),
            ("seq", models.BigIntegerField()),
            ("stream", models.UUIDField()),
            ("version", models.IntegerField()),
            ("type", models.TextField()),
            ("envelope", models.BinaryField()),
        ],
        options={"db_table": "event", "managed": False},
    ),
    migrations.CreateModel(
        name="LogEntry",
        fields=[
            ("position", models.BigIntegerField(primary_key=True, serialize=False)),
            ("partition", models.SmallIntegerField()),
            ("stream", models.UUIDField()),
            ("version", models.IntegerField()),
            ("leaf", models.BinaryField()),
        ],
        options={"db_table": "log", "managed": False},
    ),
    migrations.CreateModel(
        name="Subscription",
        fields=[
            ("pk", models.CompositePrimaryKey("name", "partition", blank=True, editable=False, primary_key=True, serialize=False)),
            ("name", models.TextField()),
            ("partition", models.SmallIntegerField()),
            ("checkpoint", models.BigIntegerField()),
            ("attempt_from", models.BigIntegerField(null=True)),
            ("attempt_to", models.BigIntegerField(null=True)),
            ("attempt", models.IntegerField()),
            ("retry_at", models.DateTimeField(null=True)),
            ("lease_holder", models.UUIDField(null=True)),
            ("lease_pid", models.IntegerField(null=True)),
            ("lease_until", models.DateTimeField(null=True)),
        ],
        options={"db_table": "subscription", "managed": False},
    ),
    migrations.CreateModel(
        name="Parked",
        fields=[
            ("id", models.BigAutoField(primary_key=True, serialize=False)),
            ("subscription", models.TextField()),
            ("stream", models.UUIDField()),
            ("kind", models.TextField()),
            ("version", models.IntegerField()),
            ("position", models.BigIntegerField()),
            ("attempts", models.IntegerField()),
            ("error", models.TextField()),
            ("parked_at", models.DateTimeField()),
            ("replayed_at", models.DateTimeField(null=True)),
        ],
        options={"db_table": "parked", "managed": False},
    ),
]


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.RunSQL(TABLES, migrations.RunSQL.noop, state_operations=STATE),
        migrations.RunSQL(GUARDS, migrations.RunSQL.noop),
        migrations.RunSQL(EXECUTION, migrations.RunSQL.noop),
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
    ]
