"""Asking a language model about a text that came in, where an operator has named one. The log keeps what came of it.

Asked once a text, by the worker that reads it first. Every later reading of the text, and every replay, takes what the
log kept. Whatever goes wrong, the local reading stands, and the event says why nobody helped.
"""

import logging
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from time import monotonic

from django.conf import settings

from stories.analysis.extract import analyse
from stories.analysis.grounding import ground, proposed_again
from stories.analysis.record import Analysis
from stories.domain.assistance import Assistance, Assisted, Pointed
from stories.domain.story import Story
from stories.domain.values import ArticleId
from stories.domain.vocabulary import Publication
from stories.gateways.allowance import spend
from stories.gateways.completions import Endpoint, Unanswered
from stories.gateways.proposals import Proposed, prompt_hash, propose

IN_A_ROW = 3  # failures after which the model is left alone
REST_SECONDS = 300.0
_COUNTED = frozenset({Assisted.TIMEOUT, Assisted.UNREACHABLE, Assisted.STATUS, Assisted.NOT_ALLOWED})
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A text to be asked about.

    kept: what was pointed at in this text or an earlier one, and stands in this one. again: somebody asked for another
    reading, so that what was found before counts only where nobody answers. model: the one to ask, or that was asked.
    """

    text: str
    model: str
    kept: tuple[Pointed, ...] = ()
    again: bool = False


class _Patience:
    """How often in a row this process was let down."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._failed = 0
        self._until = 0.0

    def resting(self) -> bool:
        with self._lock:
            return monotonic() < self._until

    def heard(self, outcome: Assisted) -> None:
        with self._lock:
            self._failed = self._failed + 1 if outcome in _COUNTED else 0
            if self._failed >= IN_A_ROW:
                self._failed, self._until = 0, monotonic() + REST_SECONDS

    def forget(self) -> None:
        with self._lock:
            self._failed, self._until = 0, 0.0


PATIENCE = _Patience()


def wanted(story: Story, article_id: ArticleId, number: int) -> Wanted | None:
    """What to ask, if anything: the head text of an article that stands, unread or to be read again.

    Nothing held or under embargo leaves the house.
    """
    article = story.articles.get(article_id)
    if article is None or number != article.head:
        return None
    revision = article.head_revision
    if article.withdrawn or revision.withdrawn or article.held or article.pubstatus is not Publication.USABLE:
        return None
    if revision.analysed_by is not None and not revision.reanalyse:
        return None
    earlier = next((one for one in reversed(article.revisions[:number]) if one.assistance is not None), None)
    if earlier is None or earlier.assistance is None:
        return Wanted(revision.text, settings.NEWSROOM_LLM_MODEL) if settings.NEWSROOM_LLM_URL else None
    model = settings.NEWSROOM_LLM_MODEL if settings.NEWSROOM_LLM_URL else earlier.assistance.model
    kept = earlier.assistance.pointed
    if earlier.n != number:
        kept = ground(revision.text, proposed_again(earlier.text, kept, revision.text)).pointed
    return Wanted(revision.text, model, kept, again=revision.reanalyse)


def assistance_for(wish: Wanted) -> Assistance:
    """What came of asking. Takes NEWSROOM_LLM_TIMEOUT seconds at most and raises nothing for whatever is answered."""
    try:
        answered = _asked(wish)
    except Unanswered as exc:
        PATIENCE.heard(exc.outcome)
        if exc.outcome is not Assisted.OFF:
            _log.warning("read without the language model (%s): %s", exc.outcome.value, exc)
        return Assistance(wish.model, prompt_hash(), exc.outcome, pointed=wish.kept)
    PATIENCE.heard(Assisted.READ)
    grounding = ground(wish.text, answered.proposals)
    for one in grounding.rejected:
        _log.info("%d proposals of the language model rejected: %s", one.count, one.reason)
    pointed = {one.spans: one for one in (() if wish.again else wish.kept)} | {
        one.spans: one for one in grounding.pointed
    }
    return Assistance(
        wish.model,
        prompt_hash(),
        Assisted.READ,
        answered.answer,
        tuple(pointed[spans] for spans in sorted(pointed)),
        grounding.rejected,
    )


def assisted(
    text: str,
    *,
    title: str | None = None,
    published_at: datetime | None = None,
    received_at: datetime | None = None,
    source: str | None = None,
    language: str | None = None,
    recurring: frozenset[str] = frozenset(),
    pointed: Sequence[Pointed] = (),
) -> Analysis:
    """The same port as `analyse`, asking about each text; where nobody answers it is `analyse`."""
    found = assistance_for(Wanted(text, settings.NEWSROOM_LLM_MODEL)).pointed
    return analyse(
        text,
        title=title,
        published_at=published_at,
        received_at=received_at,
        source=source,
        language=language,
        recurring=recurring,
        pointed=(*pointed, *found),
    )


def _asked(wish: Wanted) -> Proposed:
    if not settings.NEWSROOM_LLM_URL:
        raise Unanswered(Assisted.OFF, "none is named")
    a_day, longest = settings.NEWSROOM_LLM_BUDGET
    if len(wish.text) > longest:
        raise Unanswered(Assisted.TOO_LONG, f"{len(wish.text):,} characters")
    if PATIENCE.resting():
        raise Unanswered(Assisted.RESTING, "it failed several times in a row")
    endpoint = Endpoint(
        settings.NEWSROOM_LLM_URL,
        wish.model,
        settings.NEWSROOM_LLM_KEY,
        settings.NEWSROOM_LLM_INSIDE,
    )
    may_ask = partial(spend, settings.NEWSROOM_DATA / "llm-budget", a_day)
    return propose(endpoint, wish.text, seconds=settings.NEWSROOM_LLM_TIMEOUT, may_ask=may_ask)
