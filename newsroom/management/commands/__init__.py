"""migrate as owner, up, relay, doctor.
Each parses its arguments and calls one function inward."""
