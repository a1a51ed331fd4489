"""Deliveries: each event once to each endpoint that hears it, again and again until it is accepted or given up."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connections
from standardwebhooks import Webhook

from stories.application.deliveries import SCHEDULE, send_again, send_due, send_range
from stories.application.endpoints import enable, ping, rotate
from stories.application.handle import Order, handle_story, now
from stories.application.hearing import SUBSCRIPTION
from stories.domain.commands_claim import WithdrawClaim
from stories.eventlog.folding import STORIES
from stories.eventlog.subscription import behind
from stories.gateways.addresses import Guard
from stories.models import Delivery, WebhookEndpoint
from tests.application.listeners import (
    ALL_READING,
    HEAD,
    House,
    a_public_claim,
    a_story,
    from_the_future,
    key_of,
    listening,
    note,
    read_log_of,
)

pytestmark = pytest.mark.usefixtures("committed_db")


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


def test_each_disabling_is_told_and_each_once(house: House, pump: Callable[[], None]) -> None:
    endpoint = listening(house, types=["story.noted"])
    story = a_story()
    for turn in (1, 2):
        note(story)
        pump()
        house.sinks[0].answers = [410]
        house.send()
        assert len(read_log_of("endpoint.disabled", pump)) == turn
        house.clock.forward(minutes=5)
        enable(endpoint, house.clock.at)
        house.send()
        house.clock.forward(minutes=5)


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


def test_a_message_that_cannot_be_put_into_words_keeps_no_other_waiting(house: House, pump: Callable[[], None]) -> None:
    endpoint = listening(house, format="chat")
    stories = [a_story(f"The dam {n}") for n in range(2)]
    for story in stories:
        claim = a_public_claim(story)
        handle_story(story, lambda _state, one=claim: [WithdrawClaim(one, "it was a rumour")], Order(HEAD, now()))  # type: ignore[misc]
    pump()
    STORIES.forget()
    from_the_future(stories[0])
    house.send()
    assert [row.state for row in Delivery.objects.filter(endpoint=endpoint).order_by("position")] == [
        "pending",
        "delivered",
    ]
    first = Delivery.objects.get(story=stories[0])
    assert (first.attempts, first.last_reason) == (1, "not sent: Undecodable")
    endpoint.refresh_from_db()
    assert endpoint.failing_since is None, "the receiver has done nothing wrong"
