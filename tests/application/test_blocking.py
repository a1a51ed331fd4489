"""What is taken down so that it does not come back: the withdrawal and the blocking of its words are one."""

from collections.abc import Sequence

import pytest

from stories.application.blocking import blocks
from stories.application.handle import Order, handle_story, handle_with_source, now
from stories.application.intake import Incoming, SourceGiven, create_story, file_article
from stories.application.taking_back import withdraw_article
from stories.domain.actors import MACHINE
from stories.domain.commands import SourceCommand
from stories.domain.commands_article import WithdrawArticle
from stories.domain.commands_story import NoteStory
from stories.domain.refusals import Refused
from stories.domain.source import Source
from stories.domain.story import Story
from stories.domain.values import ArticleId
from stories.eventlog.read import Stored, read_stream
from stories.eventlog.streams import StreamRef
from stories.models import reading
from tests.application.listeners import HEAD

WORDS = "The lock keeper at Dunmarsh opened the gates twice on Tuesday night."


def _filed() -> tuple[str, ArticleId, str]:
    story = create_story("Dunmarsh", "dunmarsh", Order(MACHINE, now()), public=False).stream
    sent = Incoming(source=SourceGiven(name="Dunmarsh Post"), text=WORDS, story=story)
    article = ArticleId(file_article(sent, Order(MACHINE, now())).article)
    return story, article, reading.Article.objects.get(pk=article).source


def _read(stream: str) -> list[Stored]:
    return list(read_stream(StreamRef.parse(stream)))


def _of_type(stream: str, name: str) -> list[Stored]:
    return [one for one in _read(stream) if one.envelope.type == name]


def test_who_comes_between_a_withdrawal_and_its_blocking_parts_them_not(committed_db: object) -> None:
    story, article, source = _filed()
    come: list[str] = []

    def follows(_state: Story, known: Source) -> Sequence[SourceCommand]:
        if not come:
            come.append("between")
            handle_story(story, lambda _: [NoteStory("the phone rang")], Order(HEAD, now()))
        return blocks(known, [WORDS])

    handle_with_source(story, WithdrawArticle(article, "invented"), source, follows, Order(HEAD, now()))
    (withdrawn,) = _of_type(story, "article.withdrawn")
    (blocked,) = _of_type(source, "source.article_blocked")
    assert (blocked.envelope.cause, blocked.envelope.actor) == (withdrawn.envelope.id, "sys")


def test_a_withdrawal_that_is_refused_blocks_nothing(committed_db: object) -> None:
    story, article, source = _filed()
    with pytest.raises(Refused, match="no-reason"):
        withdraw_article(story, WithdrawArticle(article, " "), Order(HEAD, now()), block_words=True)
    assert not _of_type(source, "source.article_blocked")
    withdraw_article(story, WithdrawArticle(article, "invented"), Order(HEAD, now()), block_words=False)
    withdraw_article(story, WithdrawArticle(article, "invented"), Order(HEAD, now()), block_words=True)
    withdraw_article(story, WithdrawArticle(article, "invented"), Order(HEAD, now()), block_words=True)
    assert len(_of_type(source, "source.article_blocked")) == 1
    assert len(_of_type(story, "article.withdrawn")) == 1
