"""What an operation does and asks for: the log, streams, webhooks, keys, batches, files, feeds; rooms; the whole."""

from typing import Final

ABOUT: Final = """\
**Keys.** Send `Authorization: Bearer nrk_…`. Each operation names the scopes that open it; editorial verbs need a key \
of a person in a role. Without a key you read what readers may read.

**Writing.** Send an `Idempotency-Key` with every POST: the same key and body again give the same answer and write \
nothing. Verbs on claims and contradictions need the version you decided on, as `If-Match` with the ETag or as \
`expected_version`; 412 and 409 tell what has happened since.

**Reading.** Lists come in pages: follow `next`, or the Link header, until it is null. Every read of a story takes \
`at_version` or `as_of`, and `view=public`. ETags are strong: ask again with `If-None-Match`.

**Errors** are `application/problem+json`. Go by `code`; `type` leads to a page that says what to do. Repeat 429 and \
503 after `Retry-After`, a command under the same Idempotency-Key.

Addresses end with a slash, times are UTC, decimals are strings, spans count Unicode code points. Members may be added \
to answers at any time.
"""

ROOMS: Final[dict[str, str]] = {
    "stories": "A developing story: its state now and at any moment, its parts, its verbs.",
    "articles": "Texts by sources, revision by revision, and what the analysis made of them.",
    "claims": "Assertions that can be checked: where they stand, what supports them, what editors decided.",
    "sources": "Who publishes.",
    "contradictions": "What cannot all hold, found by machine, judged by people.",
    "suggestions": "Pairs that a machine holds to belong together, for a person to decide.",
    "questions": "What is not known yet, and complaints.",
    "events": "The log: every event in one order, for those who work it off.",
    "log": "Checkpoints and proofs, for everybody: that the log was not rewritten.",
    "integrity": "How far the log is sealed, signed and checked.",
    "stream": "Server-sent events, from a process with an address of its own.",
    "webhook-endpoints": "Addresses of yours that hear of events, signed as Standard Webhooks are.",
    "deliveries": "Each message to a webhook, and how it went.",
    "keys": "Who may use this API, for operators.",
    "article-batches": "Many articles in one request.",
    "jobs": "What goes on after its answer.",
    "files": "Evidence as files, known by their SHA-256.",
    "feeds": "RSS, Atom and JSON feeds that are asked for articles, for operators.",
    "timetable": "What the service does by itself and when, for operators.",
    "reference": "This description, and the shapes of events.",
}

TOLD_BEYOND: Final[dict[str, str]] = {
    # the log
    "read_log": "Keep the `position` of the last event you have worked off and ask for what comes after it: nothing"
    " is missed and nothing comes twice. `wait` holds the answer back, so many seconds at most, until there is"
    " something.",
    "read_event": "By its dashed UUID. Envelope, body, salt and hashes are the bytes that proofs are made of.",
    "export_story_bundle": "State, events, inclusion proofs and checkpoint in one zip, and how to check it offline.",
    "read_checkpoint": "A signed note in plain text: the log's name, size and root. Keep it: any later log must"
    " begin with this one.",
    "read_log_keys": "One a line, as signed notes name them.",
    "prove_inclusion": "`position` of an event and the `size` of a checkpoint; leaf, path and root in hex.",
    "prove_consistency": "Between the sizes of two checkpoints: the older log is the beginning of the newer one.",
    "read_integrity": "Size and root now, the newest checkpoint, the keys, and what the last check found.",
    "export_story_json": "The answer of `GET /stories/{story}/`, at an address with an ending.",
    "export_story_csv": "Cells that a spreadsheet would take for a formula begin with an apostrophe.",
    "export_story_ndjson": "For the desk byte by byte as the log's export has them, as far as sealed; readers get"
    " one line for each public change.",
    "export_story_ninjs": "Valid against the IPTC's schema. Each claim is an associated component, and all of them"
    " stand whole in the body of the role `slugline:claims`.",
    "export_story_claimreview": "For the pages that show the verdicts; empty where no verdict is public.",
    "export_story_atom": "An entry for each change, the newest first.",
    # streams
    "stream": "text/event-stream at LIVE_URL. An event's id is its position, its type that of the log, its data thin"
    " JSON with ids. Resume by Last-Event-ID. A comment comes every 15 seconds; a reset says that you are too far"
    " behind: read the state anew.",
    "stream_story": "As the stream of everything, of one story; open to readers for what they may see of a public one.",
    # webhooks
    "list_endpoints": "Your own; operators see all.",
    "create_endpoint": "`types` are event types, `stories` limits them; without either it hears of all. The secret"
    " is in this answer and nowhere else. An address inside closed networks is refused, now and before every"
    " message.",
    "read_endpoint": "Without its secret. `failing_since` and `disabled_why` tell how it does.",
    "amend_endpoint": "Only what is sent changes. `enabled: true` takes up a disabled one again.",
    "remove_endpoint": "Nothing more is sent, nor what waits. What was sent stays on record.",
    "ping_endpoint": "A message of type `ping`, signed like all others; look for it among the deliveries.",
    "rotate_endpoint": "Messages bear both signatures for a day.",
    "redeliver_range": "What the endpoint hears of these positions, whether sent before or not, under constant ids.",
    "list_deliveries": "The newest first. A message is tried for 76 hours, then given up.",
    "read_delivery": "Its state, attempts, and what the receiver answered last.",
    "redeliver": "At once, and again by the schedule if that fails. Receivers know it by `webhook-id`.",
    # keys
    "list_keys": "Names, scopes, first characters and last use; never the secrets.",
    "create_key": "With `person` it acts as that person within its scopes; without one it has no editorial verb.",
    "read_key": "Last use is exact to a minute.",
    "rotate_key": "The old secret opens for `overlap_hours` more, a day unless you say otherwise.",
    "revoke_key": "Both its secrets end with this answer. It cannot be taken back: make a new key.",
    # in bulk
    "send_batch": "application/x-ndjson: each line is a body of `POST /articles/`. 202 and a job; up to 10,000 lines"
    " or 50 MB. A bad line is told of among the results and stops nothing. Send Content-Length and an"
    " Idempotency-Key.",
    "read_job": "`state` and `progress`. A job whose worker died goes on where it was.",
    "read_job_results": "application/x-ndjson: line number, status, and the ids or the problem. Go on with"
    " `after_line`.",
    "cancel_job": "Lines that were worked off stay filed.",
    "send_file": "multipart/form-data with one part named `file`. The same bytes again: 200 and the same id.",
    "read_file": "Name, size, kind and hash; name it in evidence by its id.",
    "read_file_content": "To be saved, never shown; for the desk alone, since places and names inside may betray a"
    " source.",
    # feeds and the timetable
    "list_feeds": "By id, with the last answer and the next time.",
    "add_feed": "Its entries are filed as articles of `source`. An address inside closed networks is refused.",
    "test_feed": "What an address would bring, filing nothing: its kind, title and newest entries.",
    "export_feeds": "For other readers of feeds.",
    "import_feeds": "OPML as other readers export it. The answer's job tells of each feed.",
    "read_feed": "How often it is asked, what it answered, whether it moved.",
    "amend_feed": "Only what is sent changes.",
    "remove_feed": "Its articles stay.",
    "list_feed_runs": "When, with what answer, how many entries were new.",
    "poll_feed": "Without waiting for its next time; see its runs for what came.",
    "pause_feed": "Until `resume`.",
    "resume_feed": "Its failures are forgotten.",
    "follow_feed": "A permanent redirect is followed only when a person says so.",
    "read_timetable": "Each line with its last run and its next.",
    "run_job": "Besides its own times.",
    "pause_job": "Until `resume`.",
    "resume_job": "At its next time.",
    # the reference
    "read_openapi": "OpenAPI 3.1, made of the types that the service decodes.",
    "read_docs": "With an example of every answer and a line for the shell.",
    "list_event_schemas": "With the newest schema number of each.",
    "read_event_schema": "JSON Schema 2020-12. Members without a value are left out of bodies, never null.",
}
