"""Live updates from the real process over real sockets: who hears what, once each, over every interruption."""

import asyncio
import http.client
import json
import queue
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client

from stories.api.live import serving
from stories.api.live.audience import Sees
from stories.api.live.frames import Frame
from stories.api.live.hub import MOST_WAITING, Stream
from stories.api.live.opening import Opening
from stories.api.live.views import MOST_BEHIND
from stories.application.handle import Order, now
from stories.application.ids import new_event_id
from stories.application.keys import revoke_key
from stories.application.people import group_of
from stories.domain.actors import MACHINE
from stories.domain.events_story import StoryNoted
from stories.domain.vocabulary import Role, Scope
from stories.eventlog.append import NewEvent, append
from stories.eventlog.codec import encode, time_text
from stories.eventlog.read import log_size, read_log, stream_head
from stories.eventlog.seal import seal
from stories.eventlog.streams import StreamRef
from stories.models import ApiKey
from tests.ports import free_port

ROOT = Path(__file__).parents[2]
PUBLIC_URL = "http://127.0.0.1:8000"
PATIENCE = 60.0
ARTICLE = {
    "source": {"name": "Fenwick Post"},
    "published_at": "2025-09-16T12:00:00Z",
    "text": "The Orlan dam was opened in 2011, according to the water board.",
}


@dataclass
class Event:
    id: int
    type: str
    data: Any


@dataclass
class Listener:
    """A client as WHATWG describes it: keeps the last id, dispatches what has data."""

    connection: http.client.HTTPConnection
    response: http.client.HTTPResponse
    last_id: str | None = None
    comments: int = 0
    retry: int | None = None
    fields: dict[str, str] = field(default_factory=dict)
    heard: "queue.Queue[Event | None]" = field(default_factory=queue.Queue)
    thread: threading.Thread | None = None

    def next(self, patience: float = PATIENCE) -> Event | None:
        """The next event; None when the stream has ended. Raises queue.Empty when nothing came in time."""
        if self.thread is None:
            self.thread = threading.Thread(target=self._listen, daemon=True)
            self.thread.start()
        return self.heard.get(timeout=patience)

    def _listen(self) -> None:
        try:
            while (found := self._read()) is not None:
                self.heard.put(found)
        except (OSError, ValueError, AttributeError, http.client.HTTPException):
            pass  # cut off, by the other side or by us
        self.heard.put(None)

    def _read(self) -> Event | None:
        while line := self.response.readline():
            name, _, value = line.decode().rstrip("\n").partition(":")
            if name:
                self.fields[name] = value.removeprefix(" ")
            elif line == b":\n":
                self.comments += 1
            else:
                found, self.fields = self.fields, {}
                self.last_id = found.get("id", self.last_id)
                self.retry = int(found["retry"]) if "retry" in found else self.retry
                if "data" in found:
                    return Event(int(found.get("id", -1)), found["event"], json.loads(found["data"]))
        return None

    def take(self, count: int) -> list[Event]:
        found = [event for event in (self.next() for _ in range(count)) if event is not None]
        assert len(found) == count
        return found

    def is_silent(self, seconds: float = 0.7) -> bool:
        try:
            return self.next(seconds) is None
        except queue.Empty:
            return True

    def close(self) -> None:
        if self.connection.sock and self.thread:
            self.connection.sock.shutdown(socket.SHUT_RDWR)
            self.thread.join(PATIENCE)
        self.response.close()
        self.connection.close()


class Live:
    """The process, on a port of its own, and connections to it."""

    def __init__(self, environ: dict[str, str]) -> None:
        self.port = free_port()
        self.environ = {**environ, "PUBLIC_URL": PUBLIC_URL, "LIVE_URL": f"http://127.0.0.1:{self.port}"}
        self.listeners: list[Listener] = []
        self.opened: list[http.client.HTTPConnection | http.client.HTTPResponse] = []
        self.process: subprocess.Popen[bytes]
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-m", "granian", "--interface", "asgi", "--host", "127.0.0.1", "--port"]
        command += [str(self.port), "--workers", "1", "--no-ws", "newsroom.asgi:application"]
        self.process = subprocess.Popen(command, cwd=ROOT, env=self.environ)
        deadline = time.monotonic() + 60
        while True:
            try:
                with socket.create_connection(("127.0.0.1", self.port), 1):
                    return
            except OSError:
                assert time.monotonic() < deadline
                assert self.process.poll() is None
                time.sleep(0.1)

    def kill(self) -> None:
        children = psutil.Process(self.process.pid).children(recursive=True)
        self.process.kill()
        for child in children:
            child.kill()
        self.process.wait()
        psutil.wait_procs(children, timeout=30)

    def stop(self) -> float:
        """SIGTERM; how many seconds it took."""
        begun = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)
        return time.monotonic() - begun

    def ask(
        self, path: str, method: str = "GET", source: str = "127.0.0.1", **headers: str
    ) -> tuple[http.client.HTTPConnection, http.client.HTTPResponse]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE, source_address=(source, 0))
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, f"/api/v1/{path}", headers=named)
        response = connection.getresponse()
        self.opened += [response, connection]
        return connection, response

    def listen(self, path: str = "stream/", caller: Any = None, source: str = "127.0.0.1", **headers: str) -> Listener:
        if caller is not None and caller.secret:
            headers["Authorization"] = f"Bearer {caller.secret}"
        connection, response = self.ask(path, "GET", source, **headers)
        assert response.status == 200, response.read()
        assert response.headers["Content-Type"] == "text/event-stream"
        listener = Listener(connection, response)
        self.listeners.append(listener)
        self._hear(listener)
        return listener

    def _hear(self, listener: Listener) -> None:
        """Until the first frame, which says that the stream stands."""
        line = listener.response.readline()
        assert line.startswith(b"retry: ")
        while line != b"\n":
            line = listener.response.readline()
            if line.startswith(b"id: "):
                listener.last_id = line.decode().removeprefix("id: ").strip()
        if listener.connection.sock:
            listener.connection.sock.settimeout(None)

    def problem(self, path: str, method: str = "GET", source: str = "127.0.0.1", **headers: str) -> tuple[int, str]:
        connection, response = self.ask(path, method, source, **headers)
        assert response.headers["Content-Type"] == "application/problem+json", response.status
        shown = json.loads(response.read())
        connection.close()
        assert shown["request_id"] == response.headers["X-Request-Id"]
        assert shown["status"] == response.status
        return response.status, shown["code"]


@pytest.fixture(scope="module")
def committed_db(shared_db: Any) -> Any:
    """One for all: whoever listens hears what comes from then on."""
    return shared_db


@pytest.fixture(scope="module")
def running(committed_db: Any) -> Iterator[Live]:
    environ = committed_db.environ | {"REDIS_URL": "redis://127.0.0.1:1/0"}  # nobody there, and nobody is missed
    one = Live(environ)
    yield one
    if one.process.poll() is None:
        one.kill()


@pytest.fixture
def live(running: Live) -> Iterator[Live]:
    if running.process.poll() is not None:
        running.start()
    yield running
    for each in (*running.listeners, *running.opened):
        each.close()
    running.listeners.clear()
    running.opened.clear()


@pytest.fixture
def editor(live: Live, caller: Callable[..., Any]) -> Any:
    made = caller(Role.EDITOR)
    in_the_log()
    return made


def write(editor: Any, title: str = "The Orlan dam", **more: Any) -> str:
    return str(editor.ok("stories/", {"title": title} | more)["id"])


def in_the_log() -> list[tuple[int, str, str]]:
    while seal():
        pass
    return [(one.position or 0, one.envelope.type, one.envelope.id) for one in read_log(-1, 50_000)]


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def shown(events: list[Event]) -> list[tuple[int, str, str]]:
    return [(event.id, event.type, event.data["id"]) for event in events]


def test_what_is_sealed_is_told_with_ids_alone(live: Live, editor: Any) -> None:
    listener = live.listen(caller=editor)
    assert listener.last_id == str(log_size() - 1)
    before = int(listener.last_id)
    story = write(editor)
    filed = editor.ok("articles/", ARTICLE | {"story": story})["id"]
    expected = [one for one in in_the_log() if one[0] > before]
    told = listener.take(len(expected))
    assert shown(told) == expected
    last = told[-1]
    assert last.data == {
        "id": last.data["id"],
        "stream": story,
        "version": last.data["version"],
        "type": "article.filed",
        "about": [filed],
    }
    assert listener.is_silent()


def test_one_story_is_told_alone(live: Live, editor: Any) -> None:
    story = write(editor)
    in_the_log()
    listener = live.listen(f"stories/{story}/stream/", editor)
    write(editor, "Another lake")
    editor.ok(f"stories/{story}/note/", {"text": "Called the water board"})
    in_the_log()
    (event,) = listener.take(1)
    assert (event.type, event.data["stream"]) == ("story.noted", story)


def test_nothing_is_missed_or_told_twice_whatever_is_interrupted(live: Live, editor: Any) -> None:
    told: list[Event] = []
    listener = live.listen(caller=editor)
    first = int(listener.last_id or -1)
    for turn in range(6):
        for n in range(15):
            write(editor, f"Story {turn} {n}")
            if n % 4 == 0:
                seal()
        if turn % 3 == 0:
            listener.close()  # the client goes away, with some events on their way to it
        elif turn % 3 == 1:
            live.kill()
            live.start()
        else:
            live.stop()
            live.start()
        write(editor, f"Story {turn} meanwhile")
        seal()
        listener.close()
        listener = live.listen(caller=editor, Last_Event_ID=str(told[-1].id if told else first))
        told += listener.take(7)
    expected = [one for one in in_the_log() if one[0] > first]
    told += listener.take(len(expected) - len(told))
    assert shown(told) == expected
    assert listener.is_silent()


def test_a_story_is_told_from_where_a_client_left_it(live: Live, editor: Any) -> None:
    story = write(editor)
    for n in range(30):
        editor.ok(f"stories/{story}/note/", {"text": f"Note {n}"})
        write(editor, f"Beside it {n}")
    everything = in_the_log()
    ours = {one.envelope.id for one in read_log(-1, 50_000) if one.stream.public == story}
    expected = [one for one in everything if one[2] in ours]
    resumed = live.listen(f"stories/{story}/stream/", editor, Last_Event_ID=str(expected[3][0]))
    assert shown(resumed.take(len(expected) - 4)) == expected[4:]
    assert resumed.is_silent()


@pytest.mark.parametrize("given", ["abc", "-1", "1.5", "9" * 19, "7" * 10_000, "٣"])
def test_an_id_that_was_never_ours_is_refused(live: Live, editor: Any, given: str) -> None:
    headers = {"Authorization": f"Bearer {editor.secret}", "Last_Event_ID": given.encode().decode("latin-1")}
    assert live.problem("stream/", **headers) == (400, "bad-last-event-id")


def test_an_id_beyond_the_head_starts_anew(live: Live, editor: Any) -> None:
    head = len(in_the_log()) - 1
    listener = live.listen(caller=editor, Last_Event_ID=str(head + 5))
    (event,) = listener.take(1)
    assert (event.type, event.id, event.data) == ("reset", head, {"position": head})
    write(editor)
    in_the_log()
    assert listener.take(1)[0].id == head + 1


def test_what_is_no_stream_is_a_problem(live: Live, editor: Any) -> None:
    bearer = f"Bearer {editor.secret}"
    assert live.problem("stream/", "POST", Authorization=bearer) == (405, "method-not-allowed")
    assert live.problem("stream/", Accept="application/json") == (406, "not-acceptable")
    assert live.problem("stories/") == (404, "not-found")
    assert live.problem("stories/no-such-story/stream/") == (404, "not-found")
    assert live.problem("stream/?from=3", Authorization=bearer) == (400, "invalid-query")
    assert live.problem(f"stream/?token={editor.secret}") == (401, "key-in-address")
    assert live.problem("stream/", Authorization="Bearer nrk_unknown") == (401, "bad-key")
    assert live.problem("stream/", Authorization="Basic YTpi") == (401, "bad-authorization")


def test_what_is_not_public_does_not_exist_for_readers(live: Live, editor: Any, caller: Callable[..., Any]) -> None:
    story = write(editor)
    assert live.problem(f"stories/{story}/stream/") == (404, "not-found")
    narrow = caller(scopes=(Scope.ARTICLES_WRITE,))
    assert live.problem(f"stories/{story}/stream/", Authorization=f"Bearer {narrow.secret}") == (404, "not-found")
    listeners = [live.listen(), live.listen(caller=narrow)]
    editor.ok(f"stories/{story}/note/", {"text": "Not for readers"})
    in_the_log()
    assert all(listener.is_silent() for listener in listeners)


def test_a_key_that_reads_stories_hears_of_stories_alone(live: Live, editor: Any, caller: Callable[..., Any]) -> None:
    stories, log = caller(scopes=(Scope.STORIES_READ,)), caller(scopes=(Scope.EVENTS_READ,))
    in_the_log()
    some, every = live.listen(caller=stories), live.listen(caller=log)
    caller(Role.EDITOR)  # a key.created in the desk stream
    write(editor)
    in_the_log()
    assert every.take(1)[0].type == "key.created"
    assert some.take(1)[0].type == "story.proposed"


def test_readers_hear_what_they_may_know(live: Live, editor: Any, pump: Callable[[], None]) -> None:
    story = write(editor, public=True)
    evidence = {
        "kind": "call",
        "summary": "The water board",
        "terms": "on_record",
        "obtained_at": "2025-09-16T10:00:00Z",
    }
    made = {"statement": "The dam was opened in 2011.", "evidence": [evidence]}
    claim = editor.ok(f"stories/{story}/claims/", made)["id"]
    pump()
    start = str(log_size() - 1)
    anyone, everyone = live.listen(f"stories/{story}/stream/"), live.listen()
    editor.act(claim, "note", {"text": "Ask again tomorrow"})
    editor.act(claim, "accept")
    editor.act(claim, "assign", {"assignee": editor.person})
    editor.act(claim, "verify", {"evidence": [1]})
    editor.act(claim, "hold", {"reason": "legal"})
    pump()
    again = live.listen(f"stories/{story}/stream/", Last_Event_ID=start)
    # By the time they were sealed the claim was held, and so nothing is told but that the story looks different.
    for listener in (anyone, everyone, again):
        (event,) = listener.take(1)
        assert (event.type, event.data["about"]) == ("story.changed", [])
        assert listener.is_silent()
    editor.act(claim, "release")
    pump()
    for listener in (anyone, everyone):
        (event,) = listener.take(1)
        assert (event.type, event.data["about"]) == ("claim.released", [claim])
    editor.ok(f"stories/{story}/unpublish/", {"reason": "Not ready"})
    pump()
    assert anyone.next() is None
    assert live.problem(f"stories/{story}/stream/") == (404, "not-found")


def test_readers_hear_of_whatever_moves_their_page_and_not_what_it_was(
    live: Live, editor: Any, pump: Callable[[], None]
) -> None:
    story = write(editor, public=True)
    call = {"kind": "call", "summary": "The water board", "obtained_at": "2025-09-16T10:00:00Z"}
    made = {"statement": "The dam was opened in 2011.", "evidence": [{**call, "terms": "on_record"}]}
    claim = editor.ok(f"stories/{story}/claims/", made)["id"]
    editor.act(claim, "accept")
    pump()
    reader = live.listen(f"stories/{story}/stream/")

    for quiet in ("off_record", "background"):
        editor.act(claim, "evidence", {**call, "terms": quiet})
    editor.ok(f"stories/{story}/questions/", {"text": "My name is misspelt.", "kind": "complaint"})
    pump()
    assert reader.is_silent()
    editor.act(claim, "evidence", {**call, "terms": "on_record", "summary": "The mayor"})
    assert told(reader, pump) == ["story.changed"]
    editor.ok(f"stories/{story}/questions/", {"text": "Who pays for it?"})
    assert told(reader, pump) == ["story.changed"]
    editor.ok(f"stories/{story}/amend/", {"title": "The dam above Orlan"})
    assert told(reader, pump) == ["story.changed"]
    editor.act(claim, "verify", {"evidence": [1]})
    assert told(reader, pump) == ["claim.verified"]
    editor.act(claim, "undo")
    assert told(reader, pump) == ["story.changed"]


def told(reader: Any, pump: Callable[[], None]) -> list[str]:
    pump()
    found = [one.type for one in reader.take(1)]
    assert reader.is_silent()
    return found


def test_a_revoked_key_hears_no_more(live: Live, editor: Any) -> None:
    listener = live.listen(caller=editor)
    revoke_key(ApiKey.objects.get(prefix=editor.secret[:12]), Order(MACHINE, now()))
    in_the_log()
    while listener.next() is not None:
        pass
    assert live.problem("stream/", Authorization=f"Bearer {editor.secret}") == (401, "bad-key")


def test_pages_of_the_public_address_listen_with_their_session(live: Live) -> None:
    user = User.objects.create_user("ada")
    user.groups.add(group_of(Role.EDITOR))
    client = Client()
    client.force_login(user)
    cookie = f"sessionid={client.cookies['sessionid'].value}"
    listener = live.listen(Cookie=cookie, Origin=PUBLIC_URL)
    assert listener.response.headers["Access-Control-Allow-Origin"] == PUBLIC_URL
    assert listener.response.headers["Access-Control-Allow-Credentials"] == "true"
    assert "Origin" in listener.response.headers["Vary"]
    stranger = live.listen(Cookie=cookie, Origin="http://127.0.0.1:9999")
    assert stranger.response.headers["Access-Control-Allow-Origin"] is None
    before = {"Origin": PUBLIC_URL, "Access-Control-Request-Method": "GET"}
    connection, preflight = live.ask("stream/", "OPTIONS", **before)
    assert preflight.status == 204
    assert "Last-Event-ID" in preflight.headers["Access-Control-Allow-Headers"]
    connection.close()
    foreign = {"Origin": "http://evil.example", "Access-Control-Request-Method": "GET"}
    assert live.problem("stream/", "OPTIONS", **foreign)[0] == 405


def test_one_key_and_one_address_have_their_limits(live: Live, editor: Any, caller: Callable[..., Any]) -> None:
    live.stop()
    live.start()  # it counts from nothing, whoever hung up a moment ago
    bearer = f"Bearer {editor.secret}"
    for n in range(200):
        live.listen(caller=editor, source=f"127.0.0.{2 + n % 5}")
    assert live.problem("stream/", Authorization=bearer) == (429, "too-many-streams")
    other = caller(Role.EDITOR)
    live.listen(caller=other)
    for _ in range(499):
        live.listen()
    connection, response = live.ask("stream/")
    assert (response.status, response.headers["Retry-After"]) == (429, "30")
    connection.close()
    live.listen(source="127.0.0.9")
    live.listeners.pop(0).close()
    until(lambda: live.ask("stream/", "GET", "127.0.0.2", Authorization=bearer)[1].status == 200)


def test_open_streams_hold_one_connection_and_none_is_held_for_nobody(live: Live, editor: Any) -> None:
    def connections() -> int:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'"
                " AND datname = current_database() AND pid <> pg_backend_pid()"
            )
            return int(cursor.fetchone()[0])

    listeners = [live.listen(caller=editor) for _ in range(20)]
    write(editor)
    in_the_log()
    for listener in listeners:
        assert listener.take(1)
    until(lambda: connections() == 1)
    for listener in listeners:
        listener.close()
    until(lambda: connections() == 0)


def test_who_is_too_far_behind_starts_anew(live: Live, editor: Any) -> None:
    story = write(editor)
    stream = StreamRef.parse(story)
    name, schema, body = encode(StoryNoted("Called the water board"))
    notes = [
        NewEvent(new_event_id(), name, schema, time_text(now()), "sys", None, body) for _ in range(MOST_BEHIND + 1)
    ]
    for begin in range(0, len(notes), 1_000):  # each within the time that a statement has
        head = stream_head(stream)
        append(stream, expected=head.version, prev=head.head, events=notes[begin : begin + 1_000])
    newest = in_the_log()[-1][0]
    listener = live.listen(caller=editor, Last_Event_ID=str(newest - MOST_BEHIND - 1))
    (event,) = listener.take(1)
    assert (event.type, event.id, event.data) == ("reset", newest, {"position": newest})
    assert listener.is_silent()
    behind = live.listen(f"stories/{story}/stream/", editor, Last_Event_ID=str(newest - MOST_BEHIND))
    assert behind.take(1)[0].id == newest - MOST_BEHIND + 1, "just within reach, everything is told"


def test_it_stops_at_once_though_streams_are_open(live: Live, editor: Any) -> None:
    listener = live.listen(caller=editor)
    assert live.stop() < 15
    assert listener.next() is None


def sent_until(enough: Callable[[list[bytes]], bool], stream: Stream) -> list[bytes]:
    """What a client is sent until that is enough."""
    sent: list[bytes] = []

    async def put(message: Any) -> None:
        sent.append(message["body"])

    async def for_a_while() -> None:
        told = asyncio.create_task(serving._tell(stream, put))
        deadline = time.monotonic() + PATIENCE
        while not enough(sent) and time.monotonic() < deadline:
            await asyncio.sleep(0.02)
        stream.finish()
        await told

    asyncio.run(for_a_while())
    return sent


def of_one_story() -> Opening:
    return Opening(
        sees=Sees.LOG,
        story="sto_" + "1" * 32,
        after=-1,
        is_new=True,
        is_reset=False,
        caller=(),
        address="127.0.0.1",
        until=None,
    )


def test_a_silent_stream_is_kept_alive(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "HEARTBEAT_SECONDS", 0.02)
    sent = sent_until(lambda sent: len(sent) > 3, Stream(of_one_story()))
    assert len(sent) > 3
    assert set(sent) == {b":\n\n"}


def test_who_hears_little_moves_on_with_the_log_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "HEARTBEAT_SECONDS", 0.02)
    stream = Stream(of_one_story())
    for position in range(serving.MARK_EVERY):
        stream.offer(Frame(position, "sto_" + "0" * 32, "story.noted", (), b"not for you", None))
    mark = b"id: %d\n\n" % (serving.MARK_EVERY - 1)
    sent = sent_until(lambda sent: mark in sent, stream)
    assert mark in sent
    assert not any(b"data" in text for text in sent)


def test_whoever_reads_too_slowly_is_let_go_with_nothing_half_told() -> None:
    opening = Opening(
        sees=Sees.LOG, story=None, after=-1, is_new=True, is_reset=False, caller=(), address="127.0.0.1", until=None
    )
    stream = Stream(opening)
    for position in range(MOST_WAITING + 1):
        assert not stream.is_over
        stream.offer(Frame(position, "sto_" + "0" * 32, "story.noted", (), b"id: %d\n\n" % position, None))
    assert stream.is_over
    assert asyncio.run(stream.take(1.0)) == b""
