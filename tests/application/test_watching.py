"""Pages that are changed, taken away, moved and closed: what the newsroom hears of it."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from stories.application import watching
from stories.application.handle import Order, now
from stories.application.intake import Incoming, SourceGiven, file_article
from stories.domain.actors import MACHINE
from stories.models import Watch
from stories.models.reading import Article, Story
from tests.newsserver import NewsServer, news_server

pytestmark = pytest.mark.django_db
DAY = 86_400.0


def page(*paragraphs: str, title: str = "Ferry aground", aside: str = "") -> str:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    body = f"<article><h1>{title}</h1>{text}</article>{aside}"
    return f"<html><head><title>{title}</title></head><body>{body}</body></html>"


FIRST = (
    "The ferry Alma ran aground off Tarn Head on Sunday night with 41 people on board.",
    "Nobody was hurt, the coast guard said, and a tug will try to free her at high water.",
)


@pytest.fixture
def news() -> Iterator[NewsServer]:
    with news_server() as server:
        yield server


def file(news: NewsServer, html: str, *, path: str = "/alma") -> str:
    url = news.put(path, html)
    incoming = Incoming(source=SourceGiven(name="Tarn Times"), html=html, url=url)
    return file_article(incoming, Order(MACHINE, now())).article


def look(news: NewsServer, *, later: float = 0.0) -> int:
    return watching.look_again(guard=news.guard, pause=0.0, clock=lambda: now() + timedelta(seconds=later))


def revision(article: str) -> int:
    return Article.objects.get(pk=article).revision


def test_a_changed_page_is_a_revision_within_one_interval(news: NewsServer) -> None:
    article = file(news, page(*FIRST))
    assert look(news) == 1
    assert revision(article) == 1
    news.put("/alma", page(FIRST[0].replace("41", "47"), FIRST[1]))
    assert look(news, later=299) == 0
    assert look(news, later=301) == 1
    assert revision(article) == 2
    assert "47 people" in Article.objects.get().document["text"]
    assert Watch.objects.get().changed_at is not None


def test_a_page_that_says_the_same_in_another_dress_is_no_revision(news: NewsServer) -> None:
    article = file(news, page(*FIRST))
    look(news)
    news.put("/alma", page(*FIRST, aside="<footer>12 people are reading this</footer><script>x()</script>"))
    assert look(news, later=400) == 1
    assert revision(article) == 1


def test_an_unchanged_page_is_asked_for_by_condition(news: NewsServer) -> None:
    file(news, page(*FIRST))
    look(news)
    look(news, later=400)
    assert "if-none-match" in news.asked[-1][1]
    assert Watch.objects.get().problem == ""


def test_former_words_that_come_back_are_a_revision_too(news: NewsServer) -> None:
    article = file(news, page(*FIRST))
    look(news)
    for number, words in enumerate((page(FIRST[0].replace("41", "47"), FIRST[1]), page(*FIRST)), start=1):
        news.put("/alma", words)
        look(news, later=400 * number)
    row = Article.objects.get(pk=article)
    assert (row.revision, "41 people" in row.document["text"]) == (3, True)


def test_a_new_headline_on_the_page_is_a_revision_and_an_old_one_of_its_own_is_not(news: NewsServer) -> None:
    html = page(*FIRST)
    url = news.put("/alma", html)
    incoming = Incoming(source=SourceGiven(name="Tarn Times"), html=html, url=url, title="Alma aground (feed)")
    article = file_article(incoming, Order(MACHINE, now())).article
    look(news)
    assert revision(article) == 1
    news.put("/alma", page(*FIRST, title="Ferry freed"))
    look(news, later=400)
    row = Article.objects.get(pk=article)
    assert (row.revision, row.title) == (2, "Ferry freed")


@pytest.mark.parametrize("status", [404, 410])
def test_a_page_that_stays_away_withdraws_its_article(news: NewsServer, status: int) -> None:
    article = file(news, page(*FIRST))
    look(news)
    news.put("/alma", "", status=status)
    for number in (1, 2):
        look(news, later=400 * number)
        assert Article.objects.get(pk=article).status != "withdrawn"
    look(news, later=1_200)
    assert Article.objects.get(pk=article).status == "withdrawn"
    assert Watch.objects.get().next_at is None
    assert look(news, later=DAY) == 0


def test_a_page_that_comes_back_was_never_gone(news: NewsServer) -> None:
    article = file(news, page(*FIRST))
    look(news)
    for number, status in enumerate((404, 404, 200, 404, 404), start=1):
        news.put("/alma", page(*FIRST) if status == 200 else "", status=status)
        look(news, later=400 * number)
    assert Article.objects.get(pk=article).status != "withdrawn"


@pytest.mark.parametrize("answer", [(500, ""), (403, ""), (200, "<html><body></body></html>")])
def test_a_page_that_cannot_be_read_is_not_gone(news: NewsServer, answer: tuple[int, str]) -> None:
    article = file(news, page(*FIRST))
    look(news)
    news.put("/alma", answer[1], status=answer[0])
    for number in range(1, 8):
        look(news, later=DAY * number)
    watch = Watch.objects.get()
    assert (Article.objects.get(pk=article).status != "withdrawn", watch.failures) == (True, 7)
    assert watch.problem


@pytest.mark.parametrize(
    ("hours", "minutes"), [(0.1, 5), (5.9, 5), (7, 60), (47, 60), (49, 360), (13 * 24, 360), (15 * 24, None)]
)
def test_the_schedule_falls(hours: float, minutes: int | None) -> None:
    every = watching.interval_at(timedelta(hours=hours))
    assert every == (timedelta(minutes=minutes) if minutes else None)


def test_a_closed_story_is_watched_no_more(news: NewsServer) -> None:
    file(news, page(*FIRST))
    look(news)
    Story.objects.update(status="closed")
    assert look(news, later=400) == 0
    assert Watch.objects.get().next_at is None


def test_only_what_came_from_a_page_is_watched(news: NewsServer) -> None:
    incoming = Incoming(source=SourceGiven(name="Tarn Times"), text=" ".join(FIRST), url=news.url + "/alma")
    file_article(incoming, Order(MACHINE, now()))
    assert look(news) == 0
    assert not Watch.objects.exists()


def test_a_look_that_died_is_taken_up_when_its_lease_ends(news: NewsServer) -> None:
    file(news, page(*FIRST))
    at: datetime = now()
    watching.begin(at)
    assert len(watching._due(16, at, 0.0)) == 1
    assert look(news) == 0
    assert look(news, later=watching.LEASE.total_seconds() + 1) == 1
