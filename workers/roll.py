"""The roll call: which queues nobody serves."""

from kombu.exceptions import OperationalError

from workers.app import app
from workers.routes import ANALYSIS_QUEUE, DEFAULT_QUEUE, LONG_QUEUE, OUTSIDE_QUEUE

QUEUES = frozenset({DEFAULT_QUEUE, ANALYSIS_QUEUE, OUTSIDE_QUEUE, LONG_QUEUE})


class NoAnswer(RuntimeError):
    """The broker cannot be asked."""


def unserved(*, seconds: float, enough: int | None = None) -> set[str]:
    """The queues without a worker, after waiting so long for answers, or for so many. Raises NoAnswer."""
    patience = {**app.conf.broker_transport_options, "max_retries": 0}
    try:
        with app.connection_for_write().clone(transport_options=patience) as connection:
            call = app.control.inspect(timeout=seconds, connection=connection, limit=enough)
            answers = call.active_queues() or {}
    except (OperationalError, OSError) as error:
        raise NoAnswer(str(error)) from error
    return set(QUEUES) - {queue["name"] for queues in answers.values() for queue in queues}
