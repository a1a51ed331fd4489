"""The Django project: composition only.
Settings, addresses, the embedded servers and the commands that start them; no rules and no tables."""
