"""The timetable. One line each; a job done twice, or late, or by two beats at once must change nothing."""

from workers.routes import (
    BATCHES,
    DELIVER,
    DIGESTS,
    FEEDS,
    HOUSE,
    ITEMS,
    PAGES,
    REPLAYS,
    SNAPSHOTS,
    TICK,
    TIDYING,
    WANTED,
    WATCHES,
)

CHECKPOINT = "checkpoint"  # the one job that the relay knocks for, so that it waits for no broker and no queue

# job: seconds between two ticks. A tick that waited longer than that is dropped: the next one does its work.
JOBS = {
    "release": 30.0,  # embargoes that have ended
    "rest": 3600.0,  # stories gone quiet
    DELIVER: 5.0,  # webhooks: what is new, what is tried again
    FEEDS: 10.0,  # feeds that are due
    PAGES: 10.0,  # pages of items that are summaries
    WATCHES: 10.0,  # pages of articles that came from there
    DIGESTS: 60.0,  # mails at the beginning of a shift
    ITEMS: 5.0,  # items of feeds become articles
    HOUSE: 5.0,  # rebuilding and verifying, a slice at a time
    REPLAYS: 60.0,  # what was parked and is to be taken up again
    CHECKPOINT: 15.0,  # the log's root signed, each five minutes or thousand events
    "audit": 300.0,  # the whole log verified each hour
    TIDYING: 3600.0,  # what has served its time goes
    SNAPSHOTS: 30.0,  # long stories, for reads of their past
}

TIMETABLE = {
    job: {"task": TICK, "args": [job], "schedule": seconds, "options": {"expires": seconds}}
    for job, seconds in JOBS.items()
    if job != CHECKPOINT
}
# Batches of articles: the one timetable line that needs a door, the API's reading of a line.
BATCHES_EVERY = 2.0
TIMETABLE["batches"] = {"task": BATCHES, "args": [], "schedule": BATCHES_EVERY, "options": {"expires": BATCHES_EVERY}}
# Not a job: passes on what people asked for.
TIMETABLE["wanted"] = {"task": WANTED, "args": [], "schedule": 2.0, "options": {"expires": 2.0}}
