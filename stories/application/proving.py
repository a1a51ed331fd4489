"""The log's checkpoints: signed in time, copied elsewhere, and what is wrong with any of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from stories.application.handle import now
from stories.application.timetable import alone
from stories.eventlog import signing
from stories.eventlog.notes import Checkpoint, NoNote, Unbelieved, VerifierKey, believe, sign
from stories.eventlog.read import log_size, read_log
from stories.eventlog.signing import Rewritten, Signed, hold
from stories.gateways.log_key import add_key, private_keys, public_keys
from stories.gateways.note_copies import Differs, keep_copy, newest_copy

LATE = timedelta(seconds=2 * signing.EVERY_SECONDS)
COPIED_AT_ONCE = 500
REWRITTEN = "the log was rewritten"  # how a trouble begins that is no mishap


class NotCopied(Exception):
    """A checkpoint was signed or stands, and its copy elsewhere does not."""


class Busy(Exception):
    """Somebody else is signing."""


def known_keys() -> list[VerifierKey]:
    """Whom to believe about this log, the newest first; none before the first checkpoint."""
    return [VerifierKey(settings.NEWSROOM_LOG_NAME, public) for public in public_keys(settings.NEWSROOM_LOG_KEY)]


def renew_key() -> None:
    """Another key, which signs beside the one before. Raises KeyTrouble."""
    add_key(settings.NEWSROOM_LOG_KEY)


def checkpoint(*, at_once: bool = False) -> Signed | None:
    """Signs what is new, if it is time, and copies what has no copy yet. Copies hold nothing up.

    Raises Rewritten rather than sign another history than was signed before, here or in the copies; KeyTrouble, with
    nothing signed; NotCopied, with all signed; and Busy.
    """
    with alone("checkpoint") as free:
        if not free:
            raise Busy
        return _checkpoint(at_once=at_once)


def _checkpoint(*, at_once: bool) -> Signed | None:
    folder: Path | None = settings.NEWSROOM_CHECKPOINTS
    away, kept = "", None
    try:
        kept = newest_copy(folder) if folder else None
    except OSError as error:
        away = str(error)
    signed = signing.issue(_sign, kept=_roots(kept), at_once=at_once)
    if folder and not away:
        away = _copied(folder, kept)
    if away:
        raise NotCopied(f"checkpoints are not copied: {away}")
    return signed


def _sign(size: int, root: bytes) -> bytes:
    first = signing.newest() is None and not known_keys()
    found = private_keys(settings.NEWSROOM_LOG_KEY, make=first)
    return sign(Checkpoint(settings.NEWSROOM_LOG_NAME, size, root), found)


def _roots(kept: tuple[int, bytes] | None) -> Iterator[signing.Root]:
    """Of a copy, if a key of ours vouches for it."""
    if kept is None:
        return
    try:
        found = believe(kept[1], known_keys())
    except (NoNote, Unbelieved):
        return  # cut short, or not ours: what it differs in is said when it is to be copied
    yield found.size, found.root


def _copied(folder: Path, kept: tuple[int, bytes] | None) -> str:
    """What went wrong, if anything did."""
    reached = 0 if kept is None else kept[0] - 1
    try:
        while signed := signing.signed_after(reached, COPIED_AT_ONCE):
            for one in signed:
                keep_copy(folder, one.size, one.note)
            reached = signed[-1].size
    except (OSError, Differs) as error:
        return str(error)
    return ""


@dataclass(frozen=True, slots=True)
class Standing:
    """How far the log is vouched for. copied: events of the newest copy, where copies are kept and can be read."""

    size: int
    newest: Signed | None
    copied: int | None
    troubles: tuple[str, ...]

    @property
    def uncovered(self) -> int:
        """Events beyond the newest checkpoint."""
        return self.size - (self.newest.size if self.newest else 0)


def standing() -> Standing:
    """As it is at this moment; reads the newest checkpoint and its copy, not the whole log."""
    folder: Path | None = settings.NEWSROOM_CHECKPOINTS
    kept, unread = None, ""
    try:
        kept = newest_copy(folder) if folder else None
    except OSError as error:
        unread = f"the copies of checkpoints cannot be read: {error}"
    # In this order: what somebody signs meanwhile is in the log before it is signed, and signed before it is copied.
    newest, size = signing.newest(), log_size()
    troubles = [*_troubles(newest, size, now()), *([unread] if unread else [])]
    if folder is None or unread:
        return Standing(size, newest, None, tuple(troubles))
    troubles.extend(_of_copies(folder, kept, newest, size))
    return Standing(size, newest, kept[0] if kept else 0, tuple(troubles))


def _troubles(newest: Signed | None, size: int, at: datetime) -> Iterator[str]:
    covered = newest.size if newest else 0
    for first in read_log(covered - 1, 1):  # beyond the checkpoint
        waiting = datetime.fromisoformat(first.envelope.at)
        since = max(waiting, newest.at) if newest else waiting
        if at - since > LATE:
            yield f"no checkpoint since {since.isoformat(timespec='seconds')}, and there are new events"
    if newest is None:
        return
    try:
        hold([(newest.size, newest.root)], size)
    except Rewritten as found:
        yield f"{REWRITTEN}: {found}"
    if known := known_keys():
        try:
            if believe(newest.note, known) != Checkpoint(settings.NEWSROOM_LOG_NAME, newest.size, newest.root):
                yield "the newest checkpoint is not what its note says"
        except (NoNote, Unbelieved) as error:
            yield f"the newest checkpoint is not signed as it should be: {error}"


def _of_copies(folder: Path, kept: tuple[int, bytes] | None, newest: Signed | None, size: int) -> Iterator[str]:
    """The newest copy stands for all before it: its root covers what theirs do."""
    try:
        hold(_roots(kept), size)
    except Rewritten as found:
        yield f"{REWRITTEN}: {folder} holds a checkpoint that it does not fit: {found}"
    copied = kept[0] if kept else 0
    if newest and copied < newest.size and now() - newest.at > timedelta(minutes=1):
        yield f"the newest checkpoint has no copy in {folder}"
