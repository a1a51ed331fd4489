"""The HTTP API: strict parsing, authentication, problem details, one call inward per request.
No rules: a view validates, makes one command, calls once, answers with the version."""
