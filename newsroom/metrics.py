"""How far behind the house is, for Prometheus: read from the database at each scrape; all web processes say the same.

Asked for with a key that may run the house (`ops:run`); the numbers of unpublished stories are nobody else's.
"""

from collections.abc import Iterator

from django.db import connection
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from stories.application import auditing, proving, timetable
from stories.application.feeds import state_of
from stories.application.handle import now
from stories.application.keys import by_key, find_key
from stories.application.reactions import SUBSCRIPTIONS
from stories.domain.vocabulary import Scope
from stories.eventlog.checkpoints import lags
from stories.eventlog.parking import parked
from stories.eventlog.read import log_size
from stories.models import Delivery, Feed, FeedItem, Job


def metrics(request: HttpRequest) -> HttpResponse:
    scheme, _, secret = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
    key = find_key(secret.strip(), now()) if scheme.lower() == "bearer" else None
    if key is None:
        answer = HttpResponse("Send a key with the scope ops:run.\n", status=401, content_type="text/plain")
        answer["WWW-Authenticate"] = 'Bearer realm="slugline"'
        return answer
    if Scope.OPS_RUN not in (by_key(key).scopes or frozenset()):
        return HttpResponse("This key lacks the scope ops:run.\n", status=403, content_type="text/plain")
    registry = CollectorRegistry()
    registry.register(_House())
    return HttpResponse(
        generate_latest(registry), content_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"}
    )


class _House(Collector):
    def describe(self) -> list[Metric]:
        return []  # or registering would scrape

    def collect(self) -> Iterator[Metric]:
        yield GaugeMetricFamily("slugline_log_events", "Events with a place in the log.", value=log_size())
        yield GaugeMetricFamily("slugline_unsealed_events", "Events that wait for their place.", value=_unsealed())
        proved = proving.standing()
        yield GaugeMetricFamily(
            "slugline_uncovered_events", "Events that no signed checkpoint covers.", value=proved.uncovered
        )
        yield GaugeMetricFamily(
            "slugline_checkpoint_troubles", "What is wrong with checkpoints and copies.", value=len(proved.troubles)
        )
        audit = auditing.last_audit()
        yield GaugeMetricFamily(
            "slugline_audited_events", "Events that the last audit verified.", value=audit.done if audit else 0
        )
        yield GaugeMetricFamily(
            "slugline_tampered", "1: the last audit found the log changed.", value=int(auditing.tampered() is not None)
        )
        yield _by(
            "slugline_subscription_lag_events",
            "From a subscription's checkpoint to the newest event of its partitions.",
            "subscription",
            _behind(),
        )
        yield GaugeMetricFamily("slugline_parked_streams", "Streams that are passed by.", value=len(parked()))
        yield _by("slugline_feeds", "Feeds by state.", "state", _feeds())
        for name, what, rows in (
            ("slugline_feed_items", "Items of feeds by state.", FeedItem.objects.values_list("state")),
            ("slugline_deliveries", "Webhook messages by state.", Delivery.objects.values_list("state")),
            ("slugline_jobs", "Batches by state.", Job.objects.values_list("state")),
        ):
            yield _by(name, what, "state", dict(rows.order_by("state").annotate(Count("pk"))))
        late = {one["name"]: one["lag"] for one in timetable.documents()}
        yield _by("slugline_timetable_lag_seconds", "Seconds by which a job's last tick is overdue.", "job", late)


def _by(name: str, what: str, label: str, values: dict[str, float]) -> Metric:
    family = GaugeMetricFamily(name, what, labels=[label])
    for key, value in values.items():
        family.add_metric([key], value)
    return family


def _unsealed() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM outbox")
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def _behind() -> dict[str, float]:
    """0 for those that are up to date."""
    found: dict[str, float] = {one.name: 0 for one in SUBSCRIPTIONS}
    for lag in lags(list(found)):
        found[lag.name] = max(found[lag.name], lag.head - lag.checkpoint)
    return found


def _feeds() -> dict[str, float]:
    at = now()
    found: dict[str, float] = {}
    for feed in Feed.objects.filter(deleted_at=None):
        state = state_of(feed, at)
        found[state] = found.get(state, 0) + 1
    return found
