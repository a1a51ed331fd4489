"""Stories as folded at every so many versions, to be near the past. Never truth: made from the log and thrown away."""

from django.db import migrations

TABLE = """
CREATE TABLE snapshot (
    stream uuid NOT NULL,
    version integer NOT NULL CHECK (version > 0),
    code text NOT NULL,                                 -- digest of the code that folded it
    state bytea NOT NULL,                               -- compressed
    PRIMARY KEY (stream, version)
);
ALTER TABLE snapshot ALTER COLUMN state SET STORAGE EXTERNAL;
GRANT SELECT, INSERT, UPDATE, DELETE ON snapshot TO slugline_app;

-- What was erased must not live on in what was folded from it. Whoever folds a snapshot holds the same lock.
CREATE FUNCTION forget_snapshots() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('snapshot ' || OLD.stream::text, 0));
    DELETE FROM public.snapshot WHERE stream = OLD.stream AND version >= OLD.version;
    RETURN NULL;
END $$;
CREATE TRIGGER forget_snapshots AFTER DELETE ON event_body FOR EACH ROW EXECUTE FUNCTION forget_snapshots();
ALTER TABLE event_body ENABLE ALWAYS TRIGGER forget_snapshots;
"""

GONE = """
DROP TRIGGER forget_snapshots ON event_body;
DROP FUNCTION forget_snapshots();
DROP TABLE snapshot;
"""


class Migration(migrations.Migration):
    dependencies = [("stories", "0012_watches")]
    operations = [migrations.RunSQL(TABLE, GONE)]
