"""Use cases: handle (the only writer), intake, reactions, decisions, upkeep, queries.
Glues domain to log, analysis and read models; doors call in here and nowhere deeper."""
