"""Texts that were taken down and do not come back from their source, whoever sends them again.

The source's stream keeps salted digests alone: who has the text can tell that it is blocked, nobody can tell the text.
"""

import secrets
import unicodedata
from collections.abc import Iterable
from hashlib import sha256

from stories.application.handle import Order, handle_source
from stories.domain.actors import MACHINE
from stories.domain.commands import SourceCommand
from stories.domain.commands_house import BlockArticle
from stories.domain.refusals import Refused
from stories.domain.source import Source


def blocks(source: Source, texts: Iterable[str]) -> list[SourceCommand]:
    """What keeps texts out from now on. For whoever takes them down, while their words can still be read."""
    fresh = {words for text in texts if (words := _words(text)) and not any(_is(one, words) for one in source.blocked)}
    return [BlockArticle(_digest(secrets.token_hex(16), words)) for words in sorted(fresh)]


def refuse_blocked(source: str, blocked: frozenset[str], text: str, order: Order) -> None:
    """Raises Refused for a text that was taken down. That it came again is an event, once a day."""
    words = _words(text) if blocked else ""
    known = [digest for digest in blocked if _is(digest, words)]
    if not known:
        return
    notes = [_digest(sha256(f"{digest} {order.at.date()}".encode()).hexdigest()[:32], words) for digest in known]
    if not blocked.intersection(notes):
        handle_source(source, [BlockArticle(notes[0])], Order(MACHINE, order.at, cause=order.cause))
    raise Refused("taken-down")


def _words(text: str) -> str:
    """What is compared, made once for all digests: no line break, case or invisible character lets anything through."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return " ".join("".join(char for char in plain if unicodedata.category(char) != "Cf").split())


def _is(digest: str, words: str) -> bool:
    return _digest(digest.partition(".")[0], words) == digest


def _digest(salt: str, words: str) -> str:
    """salt.hash."""
    return f"{salt}.{sha256(f'{salt} {words}'.encode()).hexdigest()}"
