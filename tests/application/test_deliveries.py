"""Deliveries: each event once to each endpoint that may hear it, again and again until it is accepted or given up."""

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connections
from standardwebhooks import Webhook

from stories.application.deliveries import SCHEDULE, send_again, send_due, send_range
from stories.application.endpoints import CHAT, Wish, create_endpoint, enable, ping, rotate
from stories.application.handle import Order, handle_desk, handle_story, now
from stories.application.hearing import SUBSCRIPTION
from stories.application.ids import new_id
from stories.application.intake import Incoming, SourceGiven, create_story, file_article
from stories.application.keys import by_key, create_key, revoke_key
from stories.application.messages import line_of
from stories.application.people import by_user, group_of
from stories.domain.actors import MACHINE, By
from stories.domain.commands import StoryStreamCommand
from stories.domain.commands_article import WithdrawArticle
from stories.domain.commands_claim import CorrectClaim, CreateClaim, VerifyClaim, WithdrawClaim
from stories.domain.commands_house import GrantRole
from stories.domain.commands_story import NoteStory, PublishStory, RecordErasure
from stories.domain.events_article import ArticleAnalysed
from stories.domain.events_claim import ClaimHeld
from stories.domain.events_finding import ClaimChallenged
from stories.domain.records import NewEvidence
from stories.domain.values import ArticleId, ClaimId, ContradictionId, EventId, PersonId
from stories.domain.vocabulary import (
    CorrectionKind,
    EvidenceKind,
    HoldReason,
    RevisionKind,
    Role,
    Scope,
    Terms,
    WithdrawnBy,
)
from stories.eventlog.erase import erase_body
from stories.eventlog.folding import STORIES
from stories.eventlog.read import read_log
from stories.eventlog.streams import StreamRef
from stories.eventlog.subscription import behind
from stories.gateways.addresses import Guard
from stories.models import ApiKey, Delivery, WebhookEndpoint

pytestmark = pytest.mark.usefixtures("committed_db")

HEAD = By(
    "usr_" + "2" * 32,
    person=PersonId("usr_" + "2" * 32),
    roles=frozenset({Role.DESK_HEAD}),
)


@dataclass
class Sink:
    """A receiver. answers: statuses to give, in turn, then 200; a header dictionary may stand beside a status."""

    url: str = ""
    port: int = 0
    answers: list[int | tuple[int, dict[str, str]]] = field(default_factory=list)
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    @property
    def ids(self) -> list[str]:
        return [headers["webhook-id"] for headers, _ in self.got]

    def said(self, n: int = -1) -> Any:
        return json.loads(self.got[n][1])


@pytest.fixture
def sinks() -> Iterator[Callable[[], Sink]]:
    servers: list[ThreadingHTTPServer] = []

    def start() -> Sink:
        sink = Sink()

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                sink.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
                answer = sink.answers.pop(0) if sink.answers else 200
                status, headers = answer if isinstance(answer, tuple) else (answer, {})
                if status == 0:  # reads the message and goes away
                    self.connection.close()
                    return
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Says nothing."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        servers.append(server)
        sink.port = server.server_port
        sink.url = f"http://127.0.0.1:{sink.port}/in"
        return sink

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


class Clock:
    """Ahead of the writers by a minute: what they wrote is due."""

    def __init__(self) -> None:
        self.at = datetime.now(UTC) + timedelta(minutes=1)

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **by: float) -> None:
        self.at += timedelta(**by)


@dataclass
class House:
    """Sends with an allowance for its sinks and a clock of its own."""

    sinks: list[Sink]
    clock: Clock

    def send(self) -> int:
        made = 0
        allowed = frozenset(("127.0.0.1", sink.port) for sink in self.sinks)
        while once := send_due(guard=Guard(allow=allowed), clock=self.clock):
            made += once
        return made


def key_of(*scopes: Scope, role: Role | None = None) -> By:
    person = None
    if role is not None:
        user = User.objects.create_user(f"{role.value}-{User.objects.count()}")
        user.groups.add(group_of(role))
        by_user(user)
        person = user.person
    made = create_key("desk", scopes, person, None, Order(MACHINE, now()))
    return by_key(ApiKey.objects.get(pk=made.id.removeprefix("key_")))


ALL_READING = (Scope.WEBHOOKS_MANAGE, Scope.STORIES_READ, Scope.EVENTS_READ)


@pytest.fixture
def house(sinks: Callable[[], Sink]) -> House:
    return House([sinks()], Clock())


def listening(house: House, by: By | None = None, **wish: Any) -> WebhookEndpoint:
    return create_endpoint(Wish(house.sinks[0].url, **wish), by or key_of(*ALL_READING), now())


def a_story(title: str = "The Orlan dam") -> str:
    return create_story(title, None, Order(MACHINE, now()), public=False).stream


def note(story: str, text: str = "look again") -> None:
    handle_story(story, lambda _state: [NoteStory(text)], Order(HEAD, now()))


def a_public_claim(story: str, words: str = "The dam was opened in 2011.") -> ClaimId:
    claim = ClaimId(new_id("clm"))
    call = NewEvidence(EvidenceKind.CALL, "the warden", Terms.ON_RECORD, now())
    commands: list[StoryStreamCommand] = [
        CreateClaim(claim, words, (call,)),
        VerifyClaim(claim, (1,)),
        PublishStory(),
    ]
    handle_story(story, lambda _state: commands, Order(HEAD, now()))
    return claim


def test_each_event_goes_once_to_each_endpoint(house: House, pump: Callable[[], None]) -> None:
    by = key_of(*ALL_READING)
    pump()  # what was said before is not heard
    first = listening(house, by)
    note(story := a_story())
    pump()
    rows = Delivery.objects.filter(endpoint=first).order_by("position")
    assert [row.type for row in rows] == ["story.proposed", "story.opened", "story.noted"]
    assert behind([SUBSCRIPTION]) == []
    assert house.send() == 3
    sink = house.sinks[0]
    assert [sink.said(n)["type"] for n in range(3)] == ["story.proposed", "story.opened", "story.noted"]
    said = sink.said()
    assert said["data"]["stream"] == story
    assert said["data"]["body"] == {"text": "look again"}
    assert said["data"]["summary"] == "Note: look again"
    assert said["timestamp"] == said["data"]["at"]
    assert sink.ids == [sink.said(n)["data"]["id"] for n in range(3)]
    headers, body = sink.got[-1]
    assert Webhook(first.secret).verify(body, headers) == said
    assert house.send() == 0
    assert set(rows.values_list("state", flat=True)) == {"delivered"}


def test_it_hears_what_it_asked_for_and_what_comes_after_it(house: House, pump: Callable[[], None]) -> None:
    mine, other = a_story("mine"), a_story("other")
    pump()
    endpoint = listening(house, types=["story.noted"], stories=[mine])
    note(mine)
    note(other)
    pump()
    assert [(row.type, row.story) for row in Delivery.objects.filter(endpoint=endpoint)] == [("story.noted", mine)]


def test_failures_follow_the_schedule_with_one_id_and_end_as_a_dead_letter(
    house: House, pump: Callable[[], None]
) -> None:
    endpoint = listening(house, types=["story.noted"])
    note(a_story())
    pump()
    sink = house.sinks[0]
    sink.answers = [500, 301, 404, 429, 0, 503, 500, 500, 400, 500]
    begun = house.clock.at
    for n, pause in enumerate(SCHEDULE, start=1):
        assert house.send() == 1
        row = Delivery.objects.get()
        assert (row.state, row.attempts) == ("pending", n)
        assert row.next_at is not None
        assert pause <= row.next_at - house.clock.at <= pause * 1.1
        house.clock.at = row.next_at - timedelta(seconds=1)
        assert house.send() == 0, "not before its time"
        house.clock.at = row.next_at
    assert timedelta(hours=75) < house.clock.at - begun < timedelta(hours=84)
    assert house.send() == 1
    row = Delivery.objects.get()
    assert (row.state, row.attempts, row.next_at) == ("dead", 10, None)
    assert (row.last_status, row.last_reason) == (500, "answered 500")
    assert len(set(sink.ids)) == 1
    assert len(sink.ids) == 10
    endpoint.refresh_from_db()
    assert endpoint.disabled_at is None
    send_again(row, house.clock.at)
    assert house.send() == 1
    assert Delivery.objects.get().state == "delivered"
    assert len(set(sink.ids)) == 1, "the same message under the same id"


def test_an_endpoint_that_comes_back_gets_everything_in_order(house: House, pump: Callable[[], None]) -> None:
    listening(house, types=["story.noted"])
    story = a_story()
    for n in range(5):
        note(story, f"note {n}")
    pump()
    sink = house.sinks[0]
    sink.answers = [500]
    assert house.send() >= 1
    house.clock.forward(minutes=10)
    house.send()
    assert {row.state for row in Delivery.objects.all()} == {"delivered"}
    texts = [sink.said(n)["data"]["body"]["text"] for n in range(len(sink.got))]
    assert sorted(set(texts)) == [f"note {n}" for n in range(5)]
    assert texts[0] == "note 0"
    assert texts[1:-1] == sorted(texts[1:-1])


def test_one_try_a_round_while_it_fails(house: House, pump: Callable[[], None]) -> None:
    listening(house, types=["story.noted"])
    story = a_story()
    for n in range(5):
        note(story, f"note {n}")
    pump()
    house.sinks[0].answers = [500] * 3
    guard = Guard(allow=frozenset({("127.0.0.1", house.sinks[0].port)}))
    assert [send_due(guard=guard, clock=house.clock) for _ in range(3)] == [1, 1, 1]


def test_retry_after_is_heard_within_a_day(house: House, pump: Callable[[], None]) -> None:
    listening(house, types=["story.noted"])
    note(a_story())
    pump()
    house.sinks[0].answers = [(429, {"Retry-After": "3600"}), (503, {"Retry-After": "999999999999"})]
    house.send()
    row = Delivery.objects.get()
    assert row.next_at == house.clock.at + timedelta(hours=1)
    house.clock.at = row.next_at
    house.send()
    assert Delivery.objects.get().next_at == house.clock.at + timedelta(hours=24)


def test_410_disables_at_once_and_says_so_in_the_log(house: House, pump: Callable[[], None]) -> None:
    endpoint = listening(house, types=["story.noted"])
    watching = listening(House(house.sinks, house.clock), types=["endpoint.disabled"])
    story = a_story()
    note(story)
    note(story)
    pump()
    house.sinks[0].answers = [410]
    house.send()
    endpoint.refresh_from_db()
    assert endpoint.disabled_at is not None
    (event,) = read_log_of("endpoint.disabled", pump)
    assert event == {"endpoint": f"whe_{endpoint.id.hex}", "why": "it answered 410 Gone"}
    assert Delivery.objects.filter(endpoint=endpoint, state="pending").count() == 2
    house.clock.forward(days=1)
    house.send()
    assert [row.type for row in Delivery.objects.filter(endpoint=watching)] == ["endpoint.disabled"]
    assert house.sinks[0].said()["type"] == "endpoint.disabled"
    enable(endpoint, house.clock.at)
    house.send()
    assert not Delivery.objects.filter(state="pending").exists()


def read_log_of(kind: str, pump: Callable[[], None]) -> list[Any]:
    pump()
    return [json.loads(stored.body or b"") for stored in read_log(-1, 1000, [kind])]


def test_five_days_of_failures_disable(house: House, pump: Callable[[], None]) -> None:
    endpoint = listening(house, types=["story.noted"])
    story = a_story()
    house.sinks[0].answers = [500] * 100
    for _ in range(7):
        note(story)
        pump()
        house.send()
        house.clock.forward(days=1)
    endpoint.refresh_from_db()
    assert endpoint.disabled_why.startswith("it has accepted nothing for 5 days")
    assert len(read_log_of("endpoint.disabled", pump)) == 1


def test_a_day_of_success_between_failures_keeps_it(house: House, pump: Callable[[], None]) -> None:
    endpoint = listening(house, types=["story.noted"])
    story = a_story()
    for status in (500, 500, 500, 200, 500, 500, 500):
        Delivery.objects.all().update(state="dead")
        note(story)
        pump()
        house.sinks[0].answers = [status] * 9
        house.send()
        house.clock.forward(days=1)
    endpoint.refresh_from_db()
    assert endpoint.disabled_at is None


def test_two_secrets_sign_for_a_day(house: House, pump: Callable[[], None]) -> None:
    endpoint = listening(house, types=["story.noted"])
    old = endpoint.secret
    rotate(endpoint, house.clock.at)
    story = a_story()
    note(story)
    pump()
    house.send()
    headers, body = house.sinks[0].got[-1]
    for secret in (old, endpoint.secret):
        Webhook(secret).verify(body, headers)
    house.clock.forward(days=1)
    note(story)
    pump()
    house.send()
    assert len(house.sinks[0].got[-1][0]["webhook-signature"].split()) == 1


def test_a_ping_is_tried_once(house: House) -> None:
    endpoint = listening(house)
    house.sinks[0].answers = [500]
    ping(endpoint, house.clock.at)
    assert house.send() == 1
    assert Delivery.objects.get().state == "dead"
    ping(endpoint, house.clock.at)
    house.send()
    assert house.sinks[0].said()["type"] == "ping"
    assert sorted(row.state for row in Delivery.objects.all()) == ["dead", "delivered"]


def test_a_public_ear_hears_what_readers_may_know(house: House, pump: Callable[[], None]) -> None:
    listening(house, key_of(Scope.WEBHOOKS_MANAGE))
    story = a_story()
    note(story, "a secret of the desk")
    claim = a_public_claim(story)
    hidden = a_public_claim(a_story("hidden"))
    assert hidden
    handle_story(story, lambda _state: [WithdrawClaim(claim, "forged", "We withdraw this.")], Order(HEAD, now()))
    pump()
    house.send()
    heard = [house.sinks[0].said(n) for n in range(len(house.sinks[0].got))]
    assert [one["type"] for one in heard if one["data"]["stream"] == story] == ["story.published", "claim.withdrawn"]
    assert "secret" not in str(heard)
    assert "warden" not in str(heard)
    assert not any("body" in one["data"] or "actor" in one["data"] for one in heard)


def test_whoever_lost_the_right_hears_no_more(house: House, pump: Callable[[], None]) -> None:
    by = key_of(*ALL_READING)
    listening(house, by, types=["story.noted"])
    note(a_story())
    pump()
    revoke_key(ApiKey.objects.get(pk=by.actor.removeprefix("key_")), Order(MACHINE, now()))
    assert house.send() == 0
    assert [row.state for row in Delivery.objects.all()] == ["withheld"]
    note(a_story())
    pump()
    assert Delivery.objects.count() == 1


def test_the_desk_stream_is_for_readers_of_the_log(house: House, pump: Callable[[], None]) -> None:
    heads = listening(house, key_of(*ALL_READING), types=["role.granted"])
    listening(house, key_of(Scope.WEBHOOKS_MANAGE, Scope.STORIES_READ), types=["role.granted"])
    handle_desk([GrantRole(PersonId("usr_" + "3" * 32), Role.READER)], Order(MACHINE, now()))
    pump()
    assert [row.endpoint_id for row in Delivery.objects.all()] == [heads.id]


def test_an_erased_body_goes_out_no_more(house: House, pump: Callable[[], None]) -> None:
    listening(house, types=["story.noted"])
    story = a_story()
    note(story, "the name of a child")
    pump()
    house.sinks[0].answers = [500]
    house.send()
    assert "child" in str(house.sinks[0].said())
    (stored,) = read_log(-1, 10, ["story.noted"])
    erased = erase(story, stored.envelope.id, pump)
    assert erased
    house.clock.forward(minutes=1)
    house.send()
    assert house.sinks[0].said()["data"]["body"] is None
    assert "child" not in str(house.sinks[0].said())


def erase(story: str, event: str, pump: Callable[[], None]) -> bool:
    done = handle_story(story, lambda _state: [RecordErasure(EventId(event), "by law", None)], Order(HEAD, now()))
    pump()
    return erase_body(event, because=str(done.events[0]))


def test_chat_hears_one_line_of_what_cannot_wait(house: House, pump: Callable[[], None]) -> None:
    listening(house, format=CHAT)
    story = a_story("The <!channel> dam\nand @here")
    claim = a_public_claim(story)
    note(story)
    correct = CorrectClaim(
        claim, CorrectionKind.CORRECTION, "2011", "2014", "It was opened in 2014, not in 2011.", None
    )
    handle_story(story, lambda _state: [correct], Order(HEAD, now()))
    handle_story(story, lambda _state: [WithdrawClaim(claim, "forged", None)], Order(HEAD, now()))
    article = file_article(
        Incoming(source=SourceGiven(name="Fenwick Post"), text="The dam stands.", title="Dam", story=story),
        Order(MACHINE, now()),
    ).article
    kill = WithdrawArticle(ArticleId(article), reason="mandatory kill", by=WithdrawnBy.SOURCE)
    handle_story(story, lambda _state: [kill], Order(HEAD, now()))
    pump()
    house.send()
    lines = [house.sinks[0].said(n) for n in range(len(house.sinks[0].got))]
    assert all(list(one) == ["text"] for one in lines)
    texts = [one["text"] for one in lines]
    assert [text.split(":")[0] for text in texts] == ["Correction", "Kill", "Kill"]
    assert "It was opened in 2014" in texts[0]
    assert "Fenwick Post" in texts[2]
    for text in texts:
        assert "\n" not in text
        assert "<!channel>" not in text
        assert "@here" not in text
        assert "/stories/" in text


def test_what_a_chat_hears_and_what_not(house: House) -> None:
    story = a_story()
    claim = a_public_claim(story)
    article = file_article(
        Incoming(source=SourceGiven(name="Fenwick Post"), text="The dam stands.", title="Dam", story=story),
        Order(MACHINE, now()),
    ).article
    analysed = ArticleAnalysed(ArticleId(article), 2, "x@1", "en", (), (), (), ())
    with STORIES.reading(StreamRef.parse(story)) as state:
        heard = [
            line_of(state, event)
            for event in (
                ClaimChallenged(claim, ContradictionId(new_id("con"))),
                ClaimHeld(claim, HoldReason.SUPPORT_LOST),
                replace(analysed, kind=RevisionKind.STEALTH),
                replace(analysed, kind=RevisionKind.COSMETIC),
                ClaimHeld(claim, HoldReason.CHECKING),
            )
        ]
    assert [line.split(":")[0] if line else None for line in heard] == [
        "Challenged",
        "Support lost",
        "Stealth edit",
        None,
        None,
    ]
    assert "“The dam was opened in 2011.”" in str(heard[0])


def test_a_range_is_sent_again_and_what_was_never_written_too(house: House, pump: Callable[[], None]) -> None:
    story = a_story()
    note(story, "before the endpoint")
    pump()
    endpoint = listening(house, types=["story.noted"])
    note(story, "after it")
    pump()
    house.send()
    assert len(house.sinks[0].got) == 1
    assert send_range(endpoint, 0, 100, house.clock.at) == 2
    assert house.send() == 2
    assert [house.sinks[0].said(n)["data"]["body"]["text"] for n in (1, 2)] == ["before the endpoint", "after it"]
    assert house.sinks[0].ids[0] == house.sinks[0].ids[2]
    assert Delivery.objects.count() == 2


def test_many_senders_tell_an_endpoint_each_thing_once(house: House, pump: Callable[[], None]) -> None:
    listening(house, types=["story.noted"])
    story = a_story()
    for n in range(20):
        note(story, f"note {n}")
    pump()

    def one() -> None:
        try:
            house.send()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(house.sinks[0].got) == len(set(house.sinks[0].ids)) == 20
    assert sorted(range(20), key=lambda n: house.sinks[0].said(n)["data"]["position"]) == list(range(20))


def test_a_sender_that_died_is_followed_by_another(house: House, pump: Callable[[], None]) -> None:
    endpoint = listening(house, types=["story.noted"])
    note(a_story())
    pump()
    WebhookEndpoint.objects.filter(pk=endpoint.pk).update(leased_until=house.clock.at + timedelta(seconds=60))
    assert house.send() == 0
    house.clock.forward(seconds=61)
    assert house.send() == 1


def test_without_an_allowance_nothing_reaches_loopback(house: House, pump: Callable[[], None]) -> None:
    listening(house, types=["story.noted"])
    note(a_story())
    pump()
    assert send_due(clock=house.clock) == 1
    assert house.sinks[0].got == []
    assert Delivery.objects.get().last_reason.startswith("refused")
