"""The Operations screen: keys and webhooks with secrets that are shown once, jobs, the log proven anew."""

import re
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User

from stories.admin.wordbook import JOBS
from stories.application import endpoints, housework, timetable, upkeep
from stories.application.auditing import VERIFY, last_audit
from stories.application.handle import Order, now
from stories.application.intake import create_story
from stories.application.people import by_user
from stories.application.roles import grant_role
from stories.domain.actors import MACHINE
from stories.domain.vocabulary import Role, Scope
from stories.eventlog.parking import park, parked
from stories.eventlog.read import read_stream
from stories.eventlog.seal import seal
from stories.eventlog.streams import StreamRef
from stories.models import ApiKey, Delivery, HouseJob, Job, WebhookEndpoint
from workers.schedule import JOBS as SCHEDULED


def token(browser: Any) -> dict[str, str]:
    found = re.findall(r'csrfmiddlewaretoken" value="(\w+)"', browser.get("/admin/keys/"))
    return {"csrfmiddlewaretoken": found[0]}


def new_form() -> dict[str, str]:
    """The id of a form that was just opened."""
    return {"form_id": uuid4().hex}


def test_a_key_is_shown_once_rotated_and_revoked(newsroom: Any, signed_in: Any) -> None:
    olga = signed_in("olga")
    send = token(olga)
    wanted = {"name": "Wire in", "scopes": [Scope.ARTICLES_WRITE.value], "person": "", "expires_at": ""} | new_form()
    made = olga.post("/admin/operations/create-key/", send | wanted)
    secret = re.search(r'value="(nrk_[^"]+)"', made.content.decode())
    assert made.status_code == 200
    assert made["Cache-Control"] == "no-store"
    assert secret
    assert secret[1] not in olga.get("/admin/operations/")
    key = ApiKey.objects.get(name="Wire in")
    rotated = olga.post("/admin/operations/rotate-key/", send | {"key": str(key.pk)})
    fresh = re.search(r'value="(nrk_[^"]+)"', rotated.content.decode())
    assert fresh
    assert fresh[1] != secret[1]
    assert olga.post("/admin/operations/revoke-key/", send | {"key": str(key.pk)}).status_code == 303
    key.refresh_from_db()
    assert key.revoked_at
    wrong = olga.post("/admin/operations/create-key/", send | wanted | {"name": ""} | new_form())
    assert wrong.status_code == 422
    again = olga.post("/admin/operations/create-key/", send | wanted)
    assert again.status_code == 422
    assert "made its key already" in again.content.decode()
    assert ApiKey.objects.count() == 1


def test_an_endpoint_is_made_with_a_secret_that_is_shown_once_and_removed(newsroom: Any, signed_in: Any) -> None:
    olga = signed_in("olga")
    send, address = token(olga), "/admin/operations/create-endpoint/"
    wanted = {"url": "https://listener.example/in", "format": "standard", "types": ["claim.corrected"]} | new_form()
    made = olga.post(address, send | wanted | {"stories": "flood-ilva\n" + newsroom.story})
    endpoint = WebhookEndpoint.objects.get()
    assert made.status_code == 200
    assert made["Cache-Control"] == "no-store"
    assert endpoint.secret in unescape(made.content.decode())
    assert endpoint.secret not in unescape(olga.get("/admin/operations/"))
    assert (endpoint.types, endpoint.stories) == (["claim.corrected"], [newsroom.story])
    twice = olga.post(address, send | wanted | {"stories": newsroom.story})
    assert endpoint.secret in unescape(twice.content.decode())
    assert WebhookEndpoint.objects.count() == 1
    send |= {"endpoint": str(endpoint.pk)}
    spread = olga.post("/admin/operations/redeliver-range/", send | {"first": "0", "last": "1"})
    assert spread.status_code == 303
    assert "Messages that wait for it now:" in olga.get("/admin/operations/")
    olga.post("/admin/operations/redeliver-range/", send | {"first": "9", "last": "1"})
    assert "Nothing was sent: name a first" in olga.get("/admin/operations/")
    assert olga.post("/admin/operations/remove-endpoint/", send).status_code == 303
    assert "listener.example/in" not in olga.get("/admin/operations/")
    assert olga.post("/admin/operations/ping/", send).status_code == 404


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"url": "http://127.0.0.1:9/"}, "endpoint_url_error"),
        ({"url": "not an address"}, "endpoint_url_error"),
        ({"format": "chat", "types": ["claim.noted"]}, "A chat hears of"),
        ({"types": ["claim.unheard"]}, "claim.unheard is not one of the available choices"),
        ({"stories": "no-such-story"}, "There is no story no-such-story."),
    ],
)
def test_an_endpoint_that_cannot_be_is_refused_at_its_field(
    newsroom: Any, signed_in: Any, typed: dict[str, Any], said: str
) -> None:
    olga = signed_in("olga")
    sound = {"url": "https://listener.example/in", "format": "standard", "stories": ""} | new_form()
    answer = olga.post("/admin/operations/create-endpoint/", token(olga) | sound | typed)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not WebhookEndpoint.objects.exists()


def test_a_webhook_is_pinged_switched_rotated_and_sent_again(newsroom: Any, signed_in: Any) -> None:
    olga_user, olga = User.objects.get(username="olga"), signed_in("olga")
    made = endpoints.create_endpoint(endpoints.Wish("https://listener.example/hook"), by_user(olga_user), now())
    send = token(olga) | {"endpoint": str(made.pk)}
    assert olga.post("/admin/operations/ping/", send).status_code == 303
    delivery = Delivery.objects.get(endpoint=made)
    assert "listener.example/hook" in olga.get("/admin/operations/")
    assert "listener.example/hook" not in (seen := signed_in("ana").get("/admin/operations/"))
    assert "listener.example/…" in seen
    shown = olga.post("/admin/operations/rotate-secret/", send).content.decode()
    before, made = made.secret, endpoints.endpoint_of(by_user(olga_user), endpoints.public_id(made.pk))
    assert made.secret in unescape(shown)
    assert made.secret != before
    assert made.secret not in unescape(olga.get("/admin/operations/"))
    for disabled in (True, False):
        assert olga.post("/admin/operations/switch/", send).status_code == 303
        made.refresh_from_db()
        assert (made.disabled_at is not None) is disabled
    Delivery.objects.update(state=endpoints.DEAD, attempts=9, next_at=None)
    assert olga.post("/admin/operations/redeliver/", send | {"delivery": str(delivery.pk)}).status_code == 303
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == (endpoints.PENDING, 0)


@pytest.mark.parametrize("deed", ["create-key", "verify", "rebuild", "run", "replay", "ping"])
def test_an_editor_operates_nothing(newsroom: Any, signed_in: Any, deed: str) -> None:
    ana = signed_in("ana")
    assert ana.post(f"/admin/operations/{deed}/", token(ana) | {"subject": "stories"}).status_code == 403
    assert "To act here you need another role" in ana.get("/admin/operations/")
    assert not HouseJob.objects.exists()


@pytest.mark.parametrize(
    ("deed", "typed"),
    [
        ("rotate-key", {"key": "x"}),
        ("revoke-key", {}),
        ("ping", {"endpoint": "00000000-0000-4000-8000-000000000000"}),
        ("replay", {"subscription": "stories", "stream": "x"}),
        ("replay", {"subscription": "none", "stream": "x"}),
        ("rebuild", {"subject": "everything"}),
        ("nothing", {}),
    ],
)
def test_odd_deeds_are_refused(newsroom: Any, signed_in: Any, deed: str, typed: dict[str, str]) -> None:
    olga = signed_in("olga")
    assert olga.post(f"/admin/operations/{deed}/", token(olga) | typed).status_code == 404


def test_what_is_parked_is_taken_up_again_by_a_worker(committed_db: object, pump: Any, signed_in: Any) -> None:
    """On a database of its own: a replay commits by itself."""
    for name, role in (("olga", Role.OPERATOR), ("ana", Role.EDITOR)):
        grant_role(User.objects.create(username=name, is_staff=True), role, Order(MACHINE, now()))
    by = by_user(User.objects.get(username="ana"))
    made = [create_story(f"Flood {n}", f"flood-{n}", Order(by, now()), public=True).stream for n in (1, 2, 3)]
    pump()
    for story in made:
        park("stories", next(read_stream(StreamRef.parse(story))), attempts=5, error="ValueError: no cupboard")
    upkeep.tick(housework.REPLAYS, every=60)
    assert len(parked()) == 3
    olga = signed_in("olga")
    assert "Retry all of them" in olga.get("/admin/operations/")
    one = {"subscription": "stories", "stream": made[2]}
    assert olga.post("/admin/operations/replay/", token(olga) | one).status_code == 303
    assert len(parked()) == 3
    assert timetable.wanted() == [housework.REPLAYS]
    upkeep.tick(housework.REPLAYS, every=60, asked=True)
    assert {str(left.stream.public) for left in parked()} == set(made[:2])
    for _ in range(2):
        assert olga.post("/admin/operations/replay-all/", token(olga) | {"all": "1"}).status_code == 303
    upkeep.tick(housework.REPLAYS, every=60, asked=True)
    assert "Taken up again: 2; still parked: 0." in olga.get("/admin/operations/")
    assert not parked()
    assert HouseJob.objects.count() == 2


def test_a_job_that_cannot_be_is_none(newsroom: Any, signed_in: Any) -> None:
    olga = signed_in("olga")
    for deed in ("run", "pause", "resume"):
        assert olga.post(f"/admin/operations/{deed}/", token(olga) | {"job": "\0"}).status_code == 303


def test_a_verb_on_many_claims_is_called_what_it_is(newsroom: Any, signed_in: Any) -> None:
    Job.objects.create(id=uuid4(), kind="claim_verb", title="Dismiss 3 claims", state="done", lines=3, created_at=now())
    page = signed_in("olga").get("/admin/operations/")
    assert "Dismiss 3 claims" in page
    assert "batch of articles" not in page


def test_the_log_is_verified_and_the_next_audit_wants_its_root_back(newsroom: Any, signed_in: Any) -> None:
    newsroom.made()
    seal()
    olga = signed_in("olga")
    send = token(olga)
    for _ in range(2):
        assert olga.post("/admin/operations/verify/", send | {"all": "1"}).status_code == 303
    assert HouseJob.objects.count() == 1
    assert housework.work(VERIFY)
    assert not housework.work(VERIFY)
    audit = last_audit()
    assert audit is not None
    assert (audit.state, audit.done) == ("done", audit.total)
    assert f"Verified up to {audit.done}" in olga.get("/admin/operations/")
    HouseJob.objects.update(said="all whole; root " + "0" * 64)
    olga.post("/admin/operations/verify/", send | {"all": "1"})
    assert housework.work(VERIFY)
    assert "The last audit did not pass" in olga.get("/admin/operations/")
    found = last_audit()
    assert found is not None
    assert found.said.startswith("Tampered")
    for name in ("olga", "ana"):
        desk = signed_in(name).get("/admin/")
        assert 'role="alert"><strong>✖ The log is not what it was' in desk
        assert f"(position {audit.done - 1})" in desk


def test_every_job_of_the_schedule_says_what_it_is_for() -> None:
    assert set(JOBS) == {"batches", *SCHEDULED}
