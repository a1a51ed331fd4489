"""Celery: names, retries, timetable.
A task is a name, a patience and one call into stories; no rules live here."""
