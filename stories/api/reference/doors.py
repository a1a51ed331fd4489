"""Operations of the doors to other systems: exports, live streams, webhooks."""

from dataclasses import replace
from typing import Any

from stories.api import deliveries, exports, keys, moments, paging, webhooks
from stories.api.reference import door_answers as answers
from stories.api.reference.operation import MADE, Operation, acts, reads
from stories.domain.vocabulary import Scope
from stories.projections import shapes

_HOOKS: dict[str, Any] = {"public": False, "scopes": (Scope.WEBHOOKS_MANAGE,)}
_LATER: dict[str, Any] = {"status": 202, "scopes": (Scope.WEBHOOKS_MANAGE,)}
_FORMS = {
    "json": "The verified state as JSON",
    "csv": "A row for every claim, safe to open in a spreadsheet",
    "ndjson": "The story's events as lines of the log's export; for readers its public history",
    "ninjs": "The state as ninjs 3.1",
    "claimreview": "Public verdicts as schema.org ClaimReview",
    "atom": "The state as an Atom feed",
}

_READ = {"json": shapes.State, "ninjs": dict[str, Any], "claimreview": dict[str, Any]}

_EXPORTS = tuple(
    reads(
        f"/stories/{{story}}.{form}",
        f"export_story_{form}",
        _FORMS[form],
        _READ.get(form, str),
        query=moments.When,
        media=next(media for media, name in exports.MEDIA.items() if name == form),
    )
    for form in exports.FORMS
)

_STREAMS = tuple(
    replace(
        reads(path, name, summary, str, media="text/event-stream", live=True),
        scopes=(Scope.STORIES_READ, Scope.EVENTS_READ),
    )
    for path, name, summary in (
        ("/stream/", "stream", "Every change as it happens, resumed by Last-Event-ID"),
        ("/stories/{story}/stream/", "stream_story", "A story's changes as they happen, resumed by Last-Event-ID"),
    )
)

_ONE = "/webhook-endpoints/{endpoint}/"
_WEBHOOKS: tuple[Operation, ...] = (
    reads("/webhook-endpoints/", "list_endpoints", "Your webhooks", answers.Endpoints, query=paging.Page, **_HOOKS),
    acts(
        "/webhook-endpoints/",
        "create_endpoint",
        "Have events sent to an address, signed as Standard Webhooks are",
        webhooks.NewEndpoint,
        answers.EndpointWithSecret,
        **{**MADE, "scopes": (Scope.WEBHOOKS_MANAGE,)},
    ),
    reads(_ONE, "read_endpoint", "A webhook", answers.Endpoint, **_HOOKS),
    acts(
        _ONE,
        "amend_endpoint",
        "Amend, pause or enable a webhook",
        webhooks.AmendEndpoint,
        answers.Endpoint,
        method="PATCH",
        scopes=(Scope.WEBHOOKS_MANAGE,),
    ),
    acts(_ONE, "remove_endpoint", "Remove a webhook", None, None, **{**_LATER, "status": 204, "method": "DELETE"}),
    acts(f"{_ONE}ping/", "ping_endpoint", "Send a trial message", webhooks.Nothing, answers.Delivery, **_LATER),
    acts(
        f"{_ONE}rotate/",
        "rotate_endpoint",
        "A new secret; the old one signs along for a day",
        webhooks.Nothing,
        answers.EndpointWithSecret,
        scopes=(Scope.WEBHOOKS_MANAGE,),
    ),
    acts(f"{_ONE}redeliver/", "redeliver_range", "Send a range again", webhooks.Range, answers.Waiting, **_LATER),
    reads(
        "/deliveries/",
        "list_deliveries",
        "What was sent, what waits, what was given up",
        answers.Deliveries,
        query=deliveries.DeliveryList,
        **_HOOKS,
    ),
    reads("/deliveries/{delivery}/", "read_delivery", "A delivery and its last attempt", answers.Delivery, **_HOOKS),
    acts(
        "/deliveries/{delivery}/redeliver/",
        "redeliver",
        "Send it again under the same id",
        webhooks.Nothing,
        answers.Delivery,
        **_LATER,
    ),
)

_OPERATOR: dict[str, Any] = {"scopes": (Scope.OPS_RUN,)}
_LISTED: dict[str, Any] = {"public": False, **_OPERATOR}
_KEYS: tuple[Operation, ...] = (
    reads(
        "/keys/", "list_keys", "Every key, oldest first", answers.Keys, query=keys.KeyList, public=False, **_OPERATOR
    ),
    acts(
        "/keys/",
        "create_key",
        "Make a key; its secret is in this answer and nowhere else",
        keys.NewKeyBody,
        answers.KeyWithSecret,
        **MADE,
        **_OPERATOR,
    ),
    reads("/keys/{key}/", "read_key", "A key, when it was last used", answers.Key, **_LISTED),
    acts(
        "/keys/{key}/rotate/",
        "rotate_key",
        "A new secret; the one before goes on for a while",
        keys.Rotation,
        answers.KeyWithSecret,
        **_OPERATOR,
    ),
    acts("/keys/{key}/revoke/", "revoke_key", "End a key at once", keys.Revocation, answers.KeyAfter, **_OPERATOR),
)

DOORS: tuple[Operation, ...] = (*_EXPORTS, *_STREAMS, *_WEBHOOKS, *_KEYS)
