"""The Celery application. Its messages say where to look and nothing else: lost, doubled or late ones are harmless.

`celery -A workers.app worker -Q celery`, `... -Q analysis`, `... -Q outside`, `... -Q long`, and
`celery -A workers.app beat`.
"""

import os
from urllib.parse import parse_qs, urlsplit

import django
from celery import Celery
from celery.signals import setup_logging
from django.conf import settings
from kombu.transport import redis

from workers import routes, schedule

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
django.setup()

VISIBILITY_SECONDS = 600  # said in all three places where Celery looks for it


def broker_url(url: str) -> str:
    """REDIS_URL as kombu spells it: a socket is redis+socket:// with virtual_host instead of db."""
    parts = urlsplit(url)
    if parts.scheme != "unix":
        return url
    database = parse_qs(parts.query).get("db", ["0"])[0]
    password = f":{parts.password}@" if parts.password else ""
    return f"redis+socket://{password}{parts.path}?virtual_host={database}"


# A connection that closes would put back what its worker had in hand; where the broker is gone, that ends the worker.
# Nothing needs it: the relay finds what a lost nudge left behind.
redis.Channel.do_restore = False

app = Celery("workers", include=["workers.tasks"])
app.conf.update(
    broker_url=broker_url(settings.REDIS_URL),
    broker_connection_retry_on_startup=True,
    broker_connection_timeout=2,
    broker_transport_options={
        "visibility_timeout": VISIBILITY_SECONDS,
        "unacked_restore_interval": 5,
        "unacked_restore_throttle": 1,
        "socket_timeout": 2,
        "socket_connect_timeout": 1,
        "retry_on_timeout": False,
    },
    result_backend_transport_options={"visibility_timeout": VISIBILITY_SECONDS},
    visibility_timeout=VISIBILITY_SECONDS,
    redis_socket_timeout=2,
    redis_socket_connect_timeout=1,
    task_publish_retry=False,
    task_ignore_result=True,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_time_limit=120,
    task_soft_time_limit=100,
    task_serializer="json",
    accept_content=["json"],
    worker_prefetch_multiplier=1,
    worker_soft_shutdown_timeout=20,
    worker_cancel_long_running_tasks_on_connection_loss=True,
    worker_send_task_events=False,
    worker_hijack_root_logger=False,
    task_routes=[routes.route],
    beat_schedule=schedule.TIMETABLE,
    beat_scheduler="celery.beat:Scheduler",  # keeps nothing: what ran when stands in the database
    timezone="UTC",
    enable_utc=True,
)


@setup_logging.connect
def _leave_logging_to_django(**_: object) -> None:
    """Celery would put its own format over the JSON lines of the settings."""
