"""What leaves one story's stream and arrives in another's, event by event."""

from dataclasses import dataclass, replace

from stories.domain.checks import article_of
from stories.domain.events import StoryStreamEvent
from stories.domain.events_article import ArticleMovedIn, ArticleMovedOut
from stories.domain.events_claim import ClaimMovedIn, ClaimMovedOut
from stories.domain.events_contradiction import ContradictionMovedIn, ContradictionMovedOut
from stories.domain.events_story import QuestionMovedIn, QuestionMovedOut
from stories.domain.records import PairDecision
from stories.domain.state import Contradiction
from stories.domain.story import Story
from stories.domain.values import ArticleId, ClaimId, QuestionId


@dataclass(frozen=True, slots=True)
class Arrival:
    """An event of the target stream. cause: index of the moved_out among the departures, or None."""

    event: StoryStreamEvent
    cause: int | None = None


@dataclass(frozen=True, slots=True)
class Moves:
    """Two appends of one transaction: departures first, then arrivals."""

    out: list[StoryStreamEvent]
    into: list[Arrival]


class Journey:
    """Collects departures and arrivals in step."""

    def __init__(self, story: Story, target: Story) -> None:
        self.story, self.target = story, target
        self.out: list[StoryStreamEvent] = []
        self.into: list[Arrival] = []

    def article(self, id_: ArticleId) -> None:
        state = replace(article_of(self.story, id_))
        state.source = self.story.source_of(state)
        self.out.append(ArticleMovedOut(id_, self.target.id))
        self._arrive(ArticleMovedIn(id_, self.story.id, state, tuple(self.story.history.get(id_, ()))))

    def claim(self, id_: ClaimId) -> None:
        self.out.append(ClaimMovedOut(id_, self.target.id))
        state = replace(self.story.claims[id_], last_decision=None)
        events = tuple(self.story.history.get(id_, ()))
        self._arrive(ClaimMovedIn(id_, self.story.id, state, events, self._pairs_of(id_) or None))

    def _pairs_of(self, id_: ClaimId) -> tuple[PairDecision, ...]:
        """What people said of this claim beside others: a machine must not raise it again in another story."""
        return tuple(
            PairDecision(kind, a, b, judgement) for (kind, a, b), judgement in self.story.pairs.items() if id_ in (a, b)
        )

    def contradiction(self, held: Contradiction) -> None:
        self.out.append(ContradictionMovedOut(held.id, self.target.id))
        events = tuple(self.story.history.get(held.id, ()))
        self._arrive(ContradictionMovedIn(held.id, self.story.id, replace(held), events))

    def question(self, id_: QuestionId) -> None:
        self.out.append(QuestionMovedOut(id_, self.target.id))
        state = replace(self.story.questions[id_])
        self._arrive(QuestionMovedIn(id_, self.story.id, state, tuple(self.story.history.get(id_, ()))))

    def _arrive(self, event: StoryStreamEvent) -> None:
        self.into.append(Arrival(event, len(self.out) - 1))
