"""The timetable. One line each; a job done twice, or late, or by two beats at once must change nothing."""

from workers.routes import BATCHES, DELIVER, TICK

# job: seconds between two ticks. A tick that waited longer than that is dropped: the next one does its work.
JOBS = {
    "release": 30.0,  # embargoes that have ended
    "rest": 3600.0,  # stories gone quiet
    DELIVER: 5.0,  # webhooks: what is new, what is tried again
}

TIMETABLE = {
    job: {"task": TICK, "args": [job], "schedule": seconds, "options": {"expires": seconds}}
    for job, seconds in JOBS.items()
}
# Batches of articles: the one timetable line that needs a door, the API's reading of a line.
TIMETABLE["batches"] = {"task": BATCHES, "args": [], "schedule": 2.0, "options": {"expires": 2.0}}
