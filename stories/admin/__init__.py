"""The desk in Django's own admin: read-only screens and a POST form per verb.
No rules: each form makes one command and calls the application once."""
