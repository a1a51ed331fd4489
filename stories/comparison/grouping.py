"""Which articles tell one story: TF-IDF over word stems, names weighing more, fading with time.

In bulk (`group`) articles are first gathered by subject; inside each subject the words that all its articles share
stop counting, so that two events of one kind (two trials, two earthquakes) come apart by their names and places.
One article at a time (`score`) it is compared with the mean of a story's articles.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from stories.comparison.linkage import Similarities, clusters, cosines
from stories.comparison.words import STOP, stem, words

GROUPING = "grouping@1"

NAME = 1.5  # what a capitalised word counts for, beside 1 for any other
LOCAL_NAME = 2.0  # inside one subject, where names tell the events apart
FEWEST = 6  # a subject with fewer articles is one story
BACKGROUND = 50  # articles that an empty corpus is taken to have seen, so that the first ones are not all "rare"
SUBJECT = 0.08
EVENT = 0.08
KNOWN_BY = 0.4  # share of one event's articles that hold a name by which it is told from another
LEAK = 0.1  # share of the other event's articles that may hold that name too
FADE = 30.0  # after so many days likeness counts half


@dataclass(frozen=True, slots=True)
class Thresholds:
    """join: mean likeness at which an article is of the story; suggest: at which a person is asked.

    subject and event serve `group` alone.
    """

    join: float = 0.2
    suggest: float = 0.12
    subject: float = SUBJECT
    event: float = EVENT


@dataclass(frozen=True, slots=True)
class Profile:
    """One article's terms. plain: stems that stand there; names: those of them printed with a capital."""

    plain: frozenset[str]
    names: frozenset[str]
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class GroupText:
    key: str
    text: str
    at: datetime | None = None


@dataclass(slots=True)
class Corpus:
    """In how many articles each term stands."""

    articles: int = 0
    counts: Counter[str] = field(default_factory=Counter)

    def add(self, profile: Profile) -> None:
        self.articles += 1
        self.counts.update(profile.plain)

    def weight(self, term: str) -> float:
        return math.log((self.articles + BACKGROUND) / (self.counts[term] + 0.5))


@dataclass(slots=True)
class StoryProfile:
    """The articles of one story."""

    profiles: dict[str, Profile] = field(default_factory=dict)

    def add(self, key: str, profile: Profile) -> None:
        self.profiles[key] = profile


def profile_of(text: str, *, title: str = "", at: datetime | None = None) -> Profile:
    plain, names = set(), set()
    whole = f"{title}\n{text}"
    for word in words(whole):
        if word.form in STOP:
            continue
        term = stem(word.form)
        plain.add(term)
        if whole[word.start].isupper():
            names.add(term)
    return Profile(frozenset(plain), frozenset(names), at)


def score(article: Profile, story: StoryProfile, corpus: Corpus) -> float:
    """Mean likeness of the article to those of the story, 0 to 1 (0: empty story), in whatever order they came."""
    mine = _unit({term: corpus.weight(term) * (NAME if term in article.names else 1) for term in article.plain})
    likeness = []
    for _, other in sorted(story.profiles.items()):
        theirs = _unit({term: corpus.weight(term) * (NAME if term in other.names else 1) for term in other.plain})
        dot = sum(weight * theirs[term] for term, weight in sorted(mine.items()) if term in theirs)
        likeness.append(dot * _fading(article.at, other.at))
    return min(1.0, sum(likeness) / len(likeness)) if likeness else 0.0


def group(texts: Iterable[GroupText], thresholds: Thresholds = Thresholds()) -> dict[str, str]:
    """Key of each article to its group, named by the first article of it in the order given."""
    held = list(texts)
    profiles = [profile_of(text.text, at=text.at) for text in held]
    found: dict[str, str] = {}
    for subject in clusters(_likeness(profiles, name=NAME), thresholds.subject):
        parts = [list(range(len(subject)))]
        if len(subject) >= FEWEST:
            inside = _likeness([profiles[number] for number in subject], name=LOCAL_NAME)
            parts = _told_apart(clusters(inside, thresholds.event), [profiles[number] for number in subject])
        for part in parts:
            for at in part:
                found[held[subject[at]].key] = held[subject[part[0]]].key
    return {text.key: found[text.key] for text in held}


def _told_apart(parts: list[list[int]], profiles: Sequence[Profile]) -> list[list[int]]:
    """The parts again, those joined of which one has no name that the other lacks: they tell one story, seen apart."""
    found = [list(part) for part in parts]
    pair = _inseparable(found, profiles)
    while pair is not None:
        one, other = pair
        found[one] = sorted(found[one] + found.pop(other))
        pair = _inseparable(found, profiles)
    return found


def _inseparable(parts: Sequence[Sequence[int]], profiles: Sequence[Profile]) -> tuple[int, int] | None:
    names = [Counter(term for number in part for term in profiles[number].names) for part in parts]
    terms = [Counter(term for number in part for term in profiles[number].plain) for part in parts]

    def known(one: int, other: int) -> bool:
        enough, leak = KNOWN_BY * len(parts[one]), LEAK * len(parts[other])
        return any(count >= enough and terms[other][term] <= leak for term, count in names[one].items())

    for one in range(len(parts)):
        for other in range(one + 1, len(parts)):
            if not (known(one, other) and known(other, one)):
                return one, other
    return None


def _likeness(profiles: Sequence[Profile], *, name: float) -> Similarities:
    counts = Counter(term for profile in profiles for term in profile.plain)
    vectors = [
        _unit(
            {
                term: math.log(len(profiles) / counts[term]) * (name if term in profile.names else 1)
                for term in profile.plain
                if counts[term] > 1
            }
        )
        for profile in profiles
    ]
    similar = cosines(vectors)
    if len(profiles) == 2:  # two articles are no corpus: what they share is all there is to go by
        shared = profiles[0].plain & profiles[1].plain
        every = min(len(profiles[0].plain), len(profiles[1].plain))
        similar[0][1] = similar[1][0] = len(shared) / max(1, every)
    for one, row in similar.items():
        for other in row:
            row[other] *= _fading(profiles[one].at, profiles[other].at)
    return similar


def _fading(one: datetime | None, other: datetime | None) -> float:
    if one is None or other is None:
        return 1.0
    days = abs((one.replace(tzinfo=None) - other.replace(tzinfo=None)).total_seconds()) / 86400
    return 1 / (1 + (days / FADE) ** 2)


def _unit(vector: Mapping[str, float]) -> dict[str, float]:
    norm = math.sqrt(sum(weight * weight for weight in vector.values()))
    return {term: weight / norm for term, weight in vector.items() if weight} if norm else {}
