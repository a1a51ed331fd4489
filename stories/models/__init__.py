"""All tables.
The log's own tables are written by eventlog alone, read models by projections alone."""
