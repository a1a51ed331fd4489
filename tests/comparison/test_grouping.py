"""Story grouping: subjects gathered, events of one kind told apart by their names, order of no account."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from stories.comparison.grouping import Corpus, GroupText, StoryProfile, group, profile_of, score

NORTH = [
    "An avalanche on Mount Orla buried two skiers from Brask near the Tarn hut, rescuers in Orla valley said.",
    "Rescuers searched Mount Orla for a second day after the avalanche by the Tarn hut took two skiers from Brask.",
    "The two Brask skiers caught in the Mount Orla avalanche were brought down to the Orla valley alive.",
    "Brask mourned no one: both skiers survived the Orla avalanche near the Tarn hut, rescuers said.",
]
SOUTH = [
    "An avalanche below Kettle Pass hit a snowplough from Dunmore, and its driver Ana Reyes was killed, rescuers said.",
    "Ana Reyes, who drove the Dunmore snowplough, died in the avalanche at Kettle Pass on the southern road.",
    "Dunmore closed the Kettle Pass road after the avalanche that killed snowplough driver Ana Reyes.",
    "The avalanche at Kettle Pass has led Dunmore to ask who sent Ana Reyes out with the snowplough.",
]
MUSIC = [
    "The Ludden quartet will play all of the late works in one night at the Corn Hall.",
    "Tickets for the Ludden quartet at the Corn Hall were gone within the hour.",
]


def grouped(texts: list[str]) -> set[frozenset[str]]:
    found = group(GroupText(text, text) for text in texts)
    return {frozenset(key for key in found if found[key] == name) for name in found.values()}


def test_two_events_of_one_kind_come_apart_by_their_names() -> None:
    assert grouped([*NORTH, *SOUTH, *MUSIC]) == {frozenset(NORTH), frozenset(SOUTH), frozenset(MUSIC)}


@given(st.permutations([*NORTH, *SOUTH, *MUSIC]))
def test_the_order_of_articles_is_nothing(texts: list[str]) -> None:
    assert grouped(texts) == grouped([*NORTH, *SOUTH, *MUSIC])


def test_an_article_is_likest_to_its_own_story_and_fades_with_time() -> None:
    corpus, north, south = Corpus(), StoryProfile(), StoryProfile()
    now = datetime(2031, 3, 1, tzinfo=UTC)
    for story, texts in ((north, NORTH[:-1]), (south, SOUTH)):
        for text in texts:
            profile = profile_of(text, at=now)
            corpus.add(profile)
            story.add(text, profile)
    new = profile_of(NORTH[-1], at=now)
    assert score(new, north, corpus) > 2 * score(new, south, corpus)
    late = profile_of(NORTH[-1], at=now + timedelta(days=90))
    assert score(late, north, corpus) < score(new, north, corpus) / 2
    assert score(new, StoryProfile(), corpus) == 0


@given(st.lists(st.text(), max_size=8))
def test_any_texts_are_grouped_each_once(texts: list[str]) -> None:
    found = group(GroupText(str(number), text) for number, text in enumerate(texts))
    assert list(found) == [str(number) for number in range(len(texts))]
    assert set(found.values()) <= set(found)
