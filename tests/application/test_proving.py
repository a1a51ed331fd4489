"""Checkpoints as the house makes them: the key, the copies, what is told of trouble; and audits by the timetable."""

import stat
import uuid
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.contrib.auth.models import User

from stories.application import auditing, housework, proving
from stories.application.auditing import audit_due, last_audit, tampered
from stories.application.handle import Order, now
from stories.application.ids import new_event_id
from stories.application.proving import NotCopied, checkpoint, known_keys, renew_key, standing
from stories.application.roles import grant_role
from stories.application.upkeep import tick
from stories.domain.actors import MACHINE
from stories.domain.vocabulary import Role
from stories.eventlog import signing
from stories.eventlog.append import NewEvent, append
from stories.eventlog.codec import time_text
from stories.eventlog.notes import believe
from stories.eventlog.seal import seal
from stories.eventlog.signing import Rewritten, newest
from stories.eventlog.streams import NO_PREVIOUS, StreamRef
from stories.gateways.log_key import KeyTrouble, public_file
from stories.gateways.note_copies import newest_copy
from stories.models import HouseJob


@pytest.fixture
def place(tmp_path: Path, settings: Any, committed_db: Any) -> Path:
    settings.NEWSROOM_LOG_KEY = tmp_path / "private" / "log_key"
    settings.NEWSROOM_LOG_NAME = "fenwick.example/newsroom-log"
    settings.NEWSROOM_CHECKPOINTS = tmp_path / "kept"
    settings.NEWSROOM_CHECKPOINTS.mkdir()
    return tmp_path


@pytest.fixture
def write(committed_db: Any) -> Any:
    def write(count: int = 1) -> None:
        for n in range(count):
            noted = NewEvent(new_event_id(), "story.noted", 1, time_text(now()), "sys", None, b'{"text":"%d"}' % n)
            append(StreamRef("story", uuid.uuid4()), expected=0, prev=NO_PREVIOUS, events=[noted])
        seal()

    return write


@pytest.fixture
def force(committed_db: Any) -> Any:
    def force(table: str, statement: str) -> None:
        with psycopg.connect(committed_db.owner_url, autocommit=True) as owner:
            owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            owner.execute(statement)
            owner.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER append_only")

    return force


def copies(place: Path) -> dict[int, bytes]:
    return {int(path.stem): path.read_bytes() for path in (place / "kept").glob("*.note")}


def test_the_key_is_made_once_and_private(place: Path, write: Any) -> None:
    assert known_keys() == []
    assert checkpoint() is None  # nothing to sign, so no key yet
    assert known_keys() == []
    write()
    signed = checkpoint()
    assert signed is not None
    private = place / "private" / "log_key"
    assert stat.S_IMODE(private.stat().st_mode) == 0o600
    [key] = known_keys()
    assert believe(signed.note, [key]).size == signed.size
    assert copies(place) == {signed.size: signed.note}
    before = private.read_text()
    write()
    again = checkpoint(at_once=True)
    assert again is not None
    assert private.read_text() == before
    assert known_keys() == [key]
    assert copies(place) == {signed.size: signed.note, again.size: again.note}
    assert standing() == proving.Standing(again.size, again, again.size, ())


def test_a_new_key_signs_beside_the_one_before(place: Path, write: Any) -> None:
    write()
    checkpoint()
    [old] = known_keys()
    renew_key()
    new, known = known_keys()
    assert known == old != new
    write()
    signed = checkpoint(at_once=True)
    assert signed is not None
    for key in (old, new):
        assert believe(signed.note, [key]).size == signed.size
    private = place / "private" / "log_key"
    private.write_text(private.read_text().splitlines()[0] + "\n")  # the old one is retired
    write()
    alone = checkpoint(at_once=True)
    assert alone is not None
    assert believe(alone.note, [new]).size == alone.size
    assert known_keys() == [new, old]  # whoever holds old notes goes on being able to check them
    assert standing().troubles == ()


def test_a_key_that_is_gone_is_not_made_anew(place: Path, write: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    write()
    checkpoint()
    (place / "private" / "log_key").unlink()
    write()
    with pytest.raises(KeyTrouble, match="log_key --new"):
        checkpoint(at_once=True)
    assert newest() is not None
    assert standing().uncovered == 1
    monkeypatch.setattr(proving, "LATE", proving.LATE * 0)
    assert standing().troubles[0].startswith("no checkpoint since")
    public_file(place / "private" / "log_key").unlink()
    with pytest.raises(KeyTrouble):
        checkpoint(at_once=True)
    renew_key()
    assert checkpoint(at_once=True) is not None


@pytest.mark.parametrize("content", ["", "00\n", "no hexadecimal digits at all, though it is as long as such a key is"])
def test_a_key_file_that_holds_none(place: Path, write: Any, content: str) -> None:
    (place / "private").mkdir()
    (place / "private" / "log_key").write_text(content)
    write()
    with pytest.raises(KeyTrouble):
        checkpoint()


def test_a_key_that_others_may_read_signs_nothing(place: Path, write: Any) -> None:
    write()
    checkpoint()
    (place / "private" / "log_key").chmod(0o644)
    write()
    with pytest.raises(KeyTrouble, match="others may read"):
        checkpoint(at_once=True)


def test_copies_that_fail_hold_nothing_up_and_are_made_good(place: Path, write: Any, settings: Any) -> None:
    (place / "kept").rmdir()
    write()
    with pytest.raises(NotCopied, match="kept"):
        checkpoint()
    first = newest()
    assert first is not None
    assert "cannot be read" in standing().troubles[0]
    write()
    with pytest.raises(NotCopied):
        checkpoint(at_once=True)
    (place / "kept").mkdir()
    assert checkpoint() is None
    assert sorted(copies(place)) == [1, 2]
    newest_file = place / "kept" / f"{2:019d}.note"
    whole = newest_file.read_bytes()
    newest_file.write_bytes(whole[:30])  # as a crash leaves it
    checkpoint()
    assert copies(place)[2] == whole
    settings.NEWSROOM_CHECKPOINTS = None
    write()
    assert checkpoint(at_once=True) is not None
    assert standing().copied is None


def test_a_database_that_went_back_signs_nothing_more(place: Path, write: Any, force: Any, settings: Any) -> None:
    """What a restored backup or a rewriter of the database alone looks like."""
    write(3)
    checkpoint()
    force("signed_checkpoint", "DELETE FROM signed_checkpoint")
    assert standing().troubles == ()  # an imported log has none either, and this one still fits the copy
    force("log", "UPDATE log SET leaf = sha256(leaf) WHERE position = 2")
    assert standing().troubles[0].startswith(proving.REWRITTEN)
    audit_due(now())
    assert housework.work(auditing.VERIFY)
    assert tampered() is not None
    write()
    with pytest.raises(Rewritten, match="the root of 3 events was signed"):
        checkpoint()
    assert newest() is None
    settings.NEWSROOM_CHECKPOINTS = None
    assert checkpoint() is not None  # with no copy elsewhere nobody could have known


def test_a_checkpoint_that_is_signed_meanwhile_is_no_alarm(
    place: Path, write: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    write()
    checkpoint()

    def copied_just_now(folder: Path) -> Any:
        monkeypatch.undo()
        write()
        checkpoint(at_once=True)
        return newest_copy(folder)

    monkeypatch.setattr(proving, "newest_copy", copied_just_now)
    assert (standing().troubles, sorted(copies(place))) == ((), [1, 2])


def test_another_note_in_a_copys_place_is_told(place: Path, write: Any) -> None:
    write()
    checkpoint()
    path = place / "kept" / f"{1:019d}.note"
    path.write_bytes(path.read_bytes().replace(b"fenwick", b"fenwack"))
    write()
    with pytest.raises(NotCopied, match="another note"):
        checkpoint(at_once=True)


def test_the_timetable_signs_and_audits(place: Path, write: Any, force: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    tick("audit", every=300.0, asked=True)
    assert not HouseJob.objects.exists()  # an empty log
    write(4)
    tick("checkpoint", every=15.0, asked=True)
    assert newest() is not None
    for _ in range(2):
        tick("audit", every=300.0, asked=True)
    [job] = HouseJob.objects.all()
    assert (job.asked_by, job.kind, job.state) == (None, "verify", "queued")
    monkeypatch.setattr(auditing, "SLICE_SECONDS", 0.0)
    tick("house", every=5.0, asked=True)
    assert last_audit() is None  # a slice that reached nothing
    monkeypatch.undo()
    tick("house", every=5.0, asked=True)
    found = last_audit()
    assert found is not None
    assert (found.pk, found.state, found.done) == (job.pk, "done", 4)
    assert not housework.shown().exists()
    audit_due(now())
    assert HouseJob.objects.count() == 1
    audit_due(now() + auditing.EVERY)
    assert HouseJob.objects.count() == 2
    assert tampered() is None
    force("event_body", "UPDATE event_body SET salt = sha256(salt) WHERE version = 1")
    assert housework.work(auditing.VERIFY)
    told = tampered()
    assert told is not None
    assert told.startswith("Tampered: line 1 (position 0): the body does not match")
    assert [one.state for one in housework.shown()] == ["failed"]
    HouseJob.objects.create(kind="verify", asked_at=now(), finished_at=now(), state="failed", said="OSError: no space")
    assert tampered() == told
    audit_due(now() + 2 * auditing.KEPT)
    assert not HouseJob.objects.filter(state="done").exists()


def test_an_audit_goes_on_after_its_slice(place: Path, write: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stories.eventlog.audit.CHUNK", 2)
    write(5)
    checkpoint()
    audit_due(now())
    ticks = iter([0.0, 0.0, 99.0])
    monkeypatch.setattr("stories.eventlog.audit.monotonic", lambda: next(ticks))
    assert housework.work(auditing.VERIFY)
    [job] = HouseJob.objects.all()
    assert (job.state, job.done, job.total, job.reached["size"]) == ("running", 2, 5, 2)
    monkeypatch.undo()
    assert housework.work(auditing.VERIFY)
    job.refresh_from_db()
    assert (job.state, job.done) == ("done", 5)


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE signed_checkpoint SET root = sha256(root)", "is not what its note says"),
        ("UPDATE signed_checkpoint SET note = 'nothing'", "is spoilt"),
        ("UPDATE signed_checkpoint SET size = 9", "ends at 3 events, 9 were there before"),
    ],
)
def test_an_audit_minds_the_checkpoints(place: Path, write: Any, force: Any, statement: str, said: str) -> None:
    write(3)
    checkpoint()
    force("signed_checkpoint", statement)
    audit_due(now())
    housework.work(auditing.VERIFY)
    told = tampered()
    assert told is not None
    assert said in told
    assert any("checkpoint" in one for one in standing().troubles)


def test_an_operator_verifies_when_she_likes(place: Path, write: Any) -> None:
    write()
    olga = User.objects.create_user("olga")
    grant_role(olga, Role.OPERATOR, Order(MACHINE, now()))
    seal()
    for _ in range(2):
        housework.ask(auditing.VERIFY, "", olga, now())
    assert housework.work(auditing.VERIFY)
    found = last_audit()
    assert found is not None
    assert (found.asked_by, found.state, found.done) == (olga, "done", 2)
    assert signing.newest() is None
