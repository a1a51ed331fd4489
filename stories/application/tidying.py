"""What has served its time goes: finished batches, deliveries, answers kept for retries. Never anything of the log.

What waits still is kept however old it is.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from time import monotonic

from django.conf import settings
from django.db import connection

from stories.application.handle import now

AT_ONCE = 2_000  # rows of one statement, so that none holds locks for long
SECONDS = 20.0  # of one round; the next one goes on

# An array is made once; a join with what a LIMIT gives may be made again for every row.
_JOBS = """
DELETE FROM stories_job WHERE id = ANY (ARRAY(
    SELECT job.id FROM stories_job AS job WHERE job.finished_at < %(before)s
      AND NOT EXISTS (SELECT FROM stories_jobline AS line WHERE line.job_id = job.id)
    LIMIT %(many)s
))
"""
_JOB_LINES = """
DELETE FROM stories_jobline WHERE id = ANY (ARRAY(
    SELECT line.id FROM stories_jobline AS line JOIN stories_job AS job ON job.id = line.job_id
    WHERE job.finished_at < %(before)s LIMIT %(many)s
))
"""
# Sent again lately counts from then on.
_DELIVERIES = """
DELETE FROM stories_delivery WHERE id = ANY (ARRAY(
    SELECT id FROM stories_delivery
    WHERE created_at < %(before)s AND state <> 'pending' AND coalesce(last_at, created_at) < %(before)s LIMIT %(many)s
))
"""
_ANSWERS = """
DELETE FROM stories_plaincommand WHERE id = ANY (ARRAY(
    SELECT id FROM stories_plaincommand WHERE at < %(before)s LIMIT %(many)s
))
"""
_SESSIONS = """
DELETE FROM django_session WHERE session_key = ANY (ARRAY(
    SELECT session_key FROM django_session WHERE expire_date < %(at)s LIMIT %(many)s
))
"""
STATEMENTS = {
    "lines of batches": _JOB_LINES,
    "batches": _JOBS,
    "deliveries": _DELIVERIES,
    "answers to retries": _ANSWERS,
    "sessions": _SESSIONS,
}


def tidy(tell: Callable[[str], None], *, at: datetime | None = None) -> int:
    """One round: how many rows went. To be called outside a transaction."""
    at = at or now()
    values: dict[str, datetime | int] = {
        "at": at,
        "before": at - timedelta(days=settings.NEWSROOM_KEEP_DAYS),
        "many": AT_ONCE,
    }
    gone, end = 0, monotonic() + SECONDS
    for name, statement in STATEMENTS.items():
        while monotonic() < end:
            with connection.cursor() as cursor:
                cursor.execute(statement, values)
                gone += cursor.rowcount
                if cursor.rowcount < AT_ONCE:
                    break
            tell(f"{gone} rows gone, {name} now")
    return gone
