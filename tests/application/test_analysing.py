"""From articles to claims, origins and contradictions, whatever the order in which the articles come."""

import itertools
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from stories.application.handle import Order, handle_story, now
from stories.application.intake import Incoming, SourceGiven, create_story, file_article
from stories.application.whereabouts import story_of
from stories.domain.actors import MACHINE, By
from stories.domain.commands_article import RequestReanalysis, WithdrawArticle
from stories.domain.origins import sourcing
from stories.domain.state import Contradiction
from stories.domain.story import Story
from stories.domain.values import ArticleId, PersonId
from stories.domain.vocabulary import ContradictionStatus, Publication, RevisionKind, Role, WithdrawnBy
from stories.eventlog.folding import STORIES
from stories.eventlog.streams import StreamRef
from stories.models import reading

Pump = Callable[[], None]

TUESDAY = datetime(2025, 9, 16, 12, tzinfo=UTC)
TEXTS = {
    "Fenwick Post": (
        "The Orlan dam was opened in 2011, according to the water board.\n\n"
        "“We will drain the lake before the first frost comes to the valley,” Governor Ines Tarrega said on Monday.\n\n"
        "About 4,000 people live below the dam."
    ),
    "Valley Herald": (
        "The Orlan dam was opened in 2014, engineers said.\n\n"
        "“We will drain the lake before the first frost comes to the valley,” Ines Tarrega told reporters.\n\n"
        "The valley road stays closed to lorries until further notice."
    ),
    "Northern Wire": (
        "Nobody slept in Orlan last night.\n\n"
        "The dam at Orlan, which was opened in 2011, holds back nine million cubic metres of water.\n\n"
        "Schools in the valley were closed on Monday."
    ),
}


def filed(names: Sequence[str], pump: Pump, *, edition: str = "") -> str:
    story = create_story("The Orlan dam", None, Order(MACHINE, now()), public=False).stream
    for name in names:
        file_article(
            Incoming(source=SourceGiven(name=name + edition), text=TEXTS[name], published_at=TUESDAY, story=story),
            Order(MACHINE, now()),
        )
        pump()
    return story


def _editor() -> By:
    return By("usr_" + "1" * 32, PersonId("usr_" + "1" * 32), frozenset({Role.EDITOR}))


def folded(story: str) -> Story:
    return STORIES.at_version(StreamRef.parse(story), 10_000).state


def open_ones(state: Story) -> list[Contradiction]:
    return [one for one in state.contradictions.values() if one.status is ContradictionStatus.OPEN]


def picture(state: Story) -> tuple[list[Any], list[Any]]:
    """What an editor sees, without ids, times and the number of the edition."""
    names = {article.id: state.source_of(article).name.rstrip(" 0123456789") for article in state.articles.values()}
    return (
        sorted(
            (
                sorted((names[one.article], one.text) for one in claim.standing_appearances),
                sourcing(state, claim).origins,
            )
            for claim in state.claims.values()
        ),
        sorted(
            sorted((side.value, side.normalised) for side in one.sides if side.standing) for one in open_ones(state)
        ),
    )


def test_one_quotation_in_two_papers_is_one_claim_with_one_origin(pump: Pump) -> None:
    state = folded(filed(["Fenwick Post", "Valley Herald"], pump))
    quoted = [claim for claim in state.claims.values() if "first frost" in claim.statement]
    assert len(quoted) == 1
    found = sourcing(state, quoted[0])
    assert (found.outlets, found.origins) == (2, 1)


def test_two_years_for_one_opening_contradict_each_other(pump: Pump) -> None:
    (one,) = open_ones(folded(filed(["Fenwick Post", "Valley Herald", "Northern Wire"], pump)))
    assert {side.normalised for side in one.sides} == {"2011", "2014"}
    assert len(one.sides) == 3 or len({side.claim for side in one.sides}) == 2


def test_any_order_gives_the_same_picture(pump: Pump) -> None:
    orders = list(itertools.permutations(TEXTS))
    pictures = [picture(folded(filed(order, pump, edition=f" {n}"))) for n, order in enumerate(orders)]
    assert len(pictures[0][1]) == 1
    assert all(one == pictures[0] for one in pictures[1:])


def test_the_same_article_again_changes_nothing(pump: Pump) -> None:
    story = filed(["Fenwick Post", "Valley Herald"], pump)
    before = folded(story).version
    again = file_article(
        Incoming(source=SourceGiven(name="fenwick  POST"), text=TEXTS["Fenwick Post"], story=story),
        Order(MACHINE, now()),
    )
    pump()
    assert again.duplicate_of is not None
    assert folded(story).version == before


def test_reading_an_article_again_records_no_second_claim(pump: Pump) -> None:
    story = filed(["Fenwick Post"], pump)
    claims = set(folded(story).claims)
    article = next(iter(folded(story).articles))
    handle_story(story, lambda _: [RequestReanalysis(ArticleId(article), "again")], Order(_editor(), now()))
    pump()
    assert set(folded(story).claims) == claims


def test_a_contradiction_lapses_when_its_side_is_withdrawn(pump: Pump) -> None:
    story = filed(["Fenwick Post", "Valley Herald"], pump)
    state = folded(story)
    herald = next(one.id for one in state.articles.values() if state.source_of(one).name == "Valley Herald")
    handle_story(story, lambda _: [WithdrawArticle(herald, "printed in error")], Order(_editor(), now()))
    pump()
    assert not open_ones(folded(story))


def test_a_silent_edit_is_told_from_a_comma(pump: Pump) -> None:
    story = create_story("The Orlan dam", None, Order(MACHINE, now()), public=False).stream
    url = "https://fenwickpost.example/dam"
    text = TEXTS["Fenwick Post"]
    for revised in (text, text.replace("according to", ", according to"), text.replace("4,000", "400")):
        file_article(
            Incoming(source=SourceGiven(name="Fenwick Post"), text=revised, url=url, published_at=TUESDAY, story=story),
            Order(MACHINE, now()),
        )
        pump()
    (article,) = folded(story).articles.values()
    assert [one.kind and one.kind.value for one in article.revisions] == [None, "cosmetic", "stealth"]


def test_what_an_article_says_again_is_the_claim_that_it_was(pump: Pump) -> None:
    story = create_story("The Orlan dam", None, Order(MACHINE, now()), public=False).stream
    text = TEXTS["Fenwick Post"]
    sent = Incoming(source=SourceGiven(name="Fenwick Post"), external_id="dam", published_at=TUESDAY, story=story)
    for hour, words in enumerate((text, text.replace("4,000", "400"), text)):
        stamp = TUESDAY.replace(hour=hour)
        file_article(replace(sent, text=words, modified_at=stamp), Order(MACHINE, now()))
        pump()
    said = [claim.statement for claim in folded(story).claims.values()]
    assert len(said) == len(set(said))
    (claim,) = [one for one in folded(story).claims.values() if "4,000" in one.statement]
    assert [item.revision for item in claim.standing_appearances] == [3]


def test_a_kill_that_brings_the_text_alone_finds_its_article(pump: Pump) -> None:
    story = create_story("The Orlan dam", None, Order(MACHINE, now()), public=False).stream
    sent = Incoming(source=SourceGiven(name="Fenwick Post"), text=TEXTS["Fenwick Post"], story=story)
    first = file_article(sent, Order(MACHINE, now()))
    killed = file_article(replace(sent, pubstatus=Publication.CANCELED), Order(MACHINE, now()))
    assert killed.article == first.article
    assert folded(story).articles[ArticleId(first.article)].withdrawn is WithdrawnBy.SOURCE


def test_a_source_takes_its_kill_back_by_sending_the_text_anew(pump: Pump) -> None:
    story = create_story("The Orlan dam", None, Order(MACHINE, now()), public=False).stream
    sent = Incoming(source=SourceGiven(name="Fenwick Post"), text=TEXTS["Fenwick Post"], story=story)
    told = [(Publication.USABLE, None), (Publication.CANCELED, None), (Publication.USABLE, None)]
    for pubstatus, modified_at in told:
        file_article(replace(sent, pubstatus=pubstatus, modified_at=modified_at), Order(MACHINE, now()))
        pump()
    (article,) = folded(story).articles.values()
    assert (article.withdrawn, len(article.revisions)) == (WithdrawnBy.SOURCE, 1)
    file_article(replace(sent, modified_at=now()), Order(MACHINE, now()))
    pump()
    (article,) = folded(story).articles.values()
    assert (article.withdrawn, article.head_revision.kind) == (None, RevisionKind.REFILE)
    claims = folded(story).claims.values()
    assert claims
    assert all(len(claim.standing_appearances) == 1 for claim in claims)


def test_an_undated_article_takes_its_day_from_a_sibling(pump: Pump) -> None:
    story = create_story("The Orlan dam", None, Order(MACHINE, now()), public=False).stream
    for name, published_at in (("Fenwick Post", None), ("Valley Herald", TUESDAY)):
        file_article(
            Incoming(source=SourceGiven(name=name), text=TEXTS[name], published_at=published_at, story=story),
            Order(MACHINE, now()),
        )
        pump()
    state = folded(story)
    quoted = next(claim for claim in state.claims.values() if "first frost" in claim.statement)
    assert {one.value for claim in (quoted,) for one in claim.values.dates} <= {"2025-09-15"}
    dated = [one.dated.how.value for one in state.articles.values() if one.dated is not None]
    assert dated == ["siblings"]


def test_read_models_show_what_the_stream_says(pump: Pump) -> None:
    story = filed(["Fenwick Post", "Valley Herald"], pump)
    state = folded(story)
    assert reading.Story.objects.get(pk=story).version == state.version
    assert set(reading.Claim.objects.filter(story=story).values_list("id", flat=True)) == set(state.claims)
    assert reading.StoryEvent.objects.filter(story=story).count() == state.version


def test_an_article_s_document_tells_its_slips_and_what_it_added(pump: Pump) -> None:
    story = create_story("The Orlan dam", None, Order(MACHINE, now()), public=False).stream
    slipped = "\n\nThe new canal runs for 90 kilometers (20 miles) along the old valley road."
    for name, more in (("Valley Herald", ""), ("Northern Wire", ""), ("Fenwick Post", slipped)):
        file_article(
            Incoming(source=SourceGiven(name=name), text=TEXTS[name] + more, published_at=TUESDAY, story=story),
            Order(MACHINE, now()),
        )
        pump()
    document = reading.Article.objects.get(story=story, source_name="Fenwick Post").document
    (slip,) = document["slips"]
    assert [document["text"][start:end] for start, end in slip["spans"]] == ["90 kilometers", "20 miles"]
    (noted,) = [row.document for row in reading.Claim.objects.filter(story=story) if row.document["slips"]]
    assert "canal" in noted["statement"]
    claims = folded(story).claims
    new = [claims[one["claim"]].statement for one in document["news"] if one["kind"] == "new_claim"]
    assert any("canal" in statement for statement in new)
    # The quotation was known, and a second print of it is no second origin.
    assert not [one for one in document["news"] if "first frost" in claims[one["claim"]].statement]


def test_an_independent_report_of_a_known_claim_is_a_new_origin(pump: Pump) -> None:
    story = create_story("The fish market", None, Order(MACHINE, now()), public=False).stream
    for name, text in (
        ("Fenwick Post", "The council of Orlan closed the fish market on Monday."),
        ("Valley Herald", "It was cold. The Orlan council closed the old fish market on Monday."),
    ):
        file_article(
            Incoming(source=SourceGiven(name=name), text=text, published_at=TUESDAY, story=story),
            Order(MACHINE, now()),
        )
        pump()
    documents = {row.source_name: row.document for row in reading.Article.objects.filter(story=story)}
    assert [one["kind"] for one in documents["Fenwick Post"]["news"]] == ["new_claim"]
    assert "new_origin" in [one["kind"] for one in documents["Valley Herald"]["news"]]


def test_a_withdrawn_article_s_new_text_is_read_and_states_nothing(pump: Pump) -> None:
    story = create_story("The Orlan dam", None, Order(MACHINE, now()), public=False).stream
    sent = Incoming(source=SourceGiven(name="Fenwick Post"), text=TEXTS["Fenwick Post"], external_id="1", story=story)
    article = ArticleId(file_article(sent, Order(MACHINE, now())).article)
    pump()
    handle_story(story, lambda _: [WithdrawArticle(article, "printed in error")], Order(_editor(), now()))
    file_article(replace(sent, text=f"{sent.text}\n\nThe mayor resigned on Friday."), Order(MACHINE, now()))
    pump()
    assert reading.Article.objects.get(pk=article).document["processing"] == {"state": "done"}
    assert not [claim for claim in folded(story).claims.values() if claim.standing_appearances]


COLUMN = "Our correspondent in Orlan has written about the river and the hills for the paper since 1998."
UNRELATED = (
    "The football club of Brask lost its trainer on Tuesday after eleven defeats in one winter.",
    "Penmarra's library will lend violins to children from the first day of spring.",
    "A cargo of oranges was seized at Tollin harbour by customs officers with two dogs.",
    "Surgeons at Velmora hospital began a strike over night shifts and unpaid hours.",
)


def _statements(story: str) -> list[str]:
    return [claim.statement for claim in folded(story).claims.values()]


def test_a_paragraph_under_three_unrelated_articles_of_an_outlet_is_furniture_from_the_next_on(pump: Pump) -> None:
    stories = []
    for text in UNRELATED:
        sent = Incoming(source=SourceGiven(name="Fenwick Post"), text=f"{text}\n\n{COLUMN}", published_at=TUESDAY)
        stories.append(_pumped(sent, pump))
    assert all(any("1998" in said for said in _statements(story)) for story in stories[:3])
    assert not any("1998" in said for said in _statements(stories[3]))
    document = reading.Article.objects.get(story=stories[3]).document
    kinds = {document["text"][one["start"] : one["end"]]: one["kind"] for one in document["passages"]}
    assert kinds[COLUMN] not in ("body", "crosshead")
    # Another outlet may say it for the first time.
    other = Incoming(source=SourceGiven(name="Valley Herald"), text=f"{UNRELATED[0]}\n\n{COLUMN}")
    assert any("1998" in said for said in _statements(_pumped(other, pump)))


def test_follow_ups_and_reprints_teach_no_furniture(pump: Pump) -> None:
    background = "The dam at Orlan holds back nine million cubic metres of water and was opened in 2011."
    follow_ups = [
        f"Orlan's dam is leaking, {day} brought engineers and Governor Ines Tarrega to the valley below the wall."
        for day in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
    ]
    for number, text in enumerate(follow_ups):
        sent = Incoming(
            source=SourceGiven(name="Fenwick Post"), text=f"{text}\n\n{background}", external_id=str(number)
        )
        assert any("2011" in said for said in _statements(_pumped(sent, pump)))


def _pumped(sent: Incoming, pump: Pump) -> str:
    article = file_article(sent, Order(MACHINE, now())).article
    pump()
    return story_of(article)
