"""The desk of `revisions.py`, to be imported once Django is set up: one article, all its claims carried in public."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from stories.application import reactions
from stories.application.changed_sources import changed_by_source
from stories.application.handle import Order, handle_story, now
from stories.application.intake import Incoming, SourceGiven, create_story, file_article
from stories.application.messages import line_of
from stories.domain.actors import MACHINE, By
from stories.domain.commands_claim import AcceptClaim, RecheckClaim
from stories.domain.values import PersonId
from stories.domain.vocabulary import Role
from stories.eventlog.folding import STORIES, event_of
from stories.eventlog.read import read_stream
from stories.eventlog.seal import seal
from stories.eventlog.streams import StreamRef
from stories.eventlog.subscription import behind

EDITOR = By("usr_" + "5" * 32, PersonId("usr_" + "5" * 32), frozenset({Role.EDITOR}))
ALERTING = {
    "claim.held",
    "claim.extracted",
    "claim.appearance_dropped",
    "claim.challenged",
    "contradiction.detected",
    "question.opened",
    "suggestion.made",
}


class Desk:
    def __init__(self, text: str, at: datetime) -> None:
        """A story, and an outlet, of its own: another article with this text would be a copy."""
        self.story = create_story("Sallow Weir", None, Order(EDITOR, now()), public=True).stream
        self.sent = Incoming(
            source=SourceGiven(name=f"Tribune of {self.story}"),
            text=text,
            external_id="1",
            published_at=at,
            story=self.story,
        )
        self.file(text, at)
        self.carry()

    def file(self, text: str, at: datetime) -> None:
        file_article(replace(self.sent, text=text, modified_at=at), Order(MACHINE, now()))
        while True:
            seal()
            todo = behind(reactions.SUBSCRIPTIONS)
            if not todo:
                return
            for name, partition in todo:
                reactions.advance(name, partition)

    def carry(self) -> None:
        """Whatever is detected is accepted, whatever changed is looked at again."""
        with STORIES.reading(StreamRef.parse(self.story)) as state:
            fresh = [AcceptClaim(one.id) for one in state.claims.values() if one.status == "detected"]
            seen = [RecheckClaim(one, "seen") for one in state.claims if one in changed_by_source()]
        handle_story(self.story, lambda _state: [*fresh, *seen], Order(EDITOR, now()))

    def hears(self, text: str, at: datetime) -> list[str]:
        """What the article's next text calls somebody for: events that wait for a person, lists, lines for a chat."""
        stream = StreamRef.parse(self.story)
        with STORIES.reading(stream) as state:
            before = state.version
        self.file(text, at)
        heard = list(self._events(stream, before))
        heard += ["source changed" for _ in changed_by_source()]
        if heard:
            self.carry()
        return heard

    def _events(self, stream: StreamRef, before: int) -> Iterator[str]:
        for stored in read_stream(stream, after=before):
            if stored.envelope.type in ALERTING and not self._renewed(stored.envelope.type, stream, before):
                yield stored.envelope.type
            with STORIES.reading(stream) as state:
                if line_of(state, event_of(stored)):
                    yield "chat"

    @staticmethod
    def _renewed(kind: str, stream: StreamRef, before: int) -> bool:
        """An appearance that is dropped and stands again in the same append, in other marks, is no loss."""
        types = [stored.envelope.type for stored in read_stream(stream, after=before)]
        return kind == "claim.appearance_dropped" and types.count(kind) <= types.count("claim.appeared")

    def kinds(self) -> list[str]:
        with STORIES.reading(StreamRef.parse(self.story)) as state:
            (article,) = state.articles.values()
            return [str(revision.kind) for revision in article.revisions[1:]]
