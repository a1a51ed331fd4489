"""What the words around a figure make of it: about, more than, up to, rose by. Pure lookups over tokens."""

from collections.abc import Sequence
from typing import Final

from stories.analysis.numerals import Token
from stories.analysis.word_table import words
from stories.domain.values import Comparator, Trend

MORE, LEAST, LESS, MOST, ABOUT = (
    Comparator.MORE,
    Comparator.AT_LEAST,
    Comparator.LESS,
    Comparator.AT_MOST,
    Comparator.ABOUT,
)

_BEFORE: Final = {
    ABOUT: """about, around, roughly, approximately, approx, nearly, almost, some, estimated, an estimated, circa, ~,
        close to, near, in the region of, or so, more or less, an average of about, estimated at, probably,
        virtually, practically, nearer, ≈""",
    MORE: """more than, over, above, exceeding, exceed, exceeds, exceeded, greater than, upwards of, upward of, in
        excess of, bigger than, higher than, larger than, longer than, older than, north of, just over, topped,
        topping, surpassing, surpassed, well over, >, better than, more then, taller than, heavier than, worth
        over, slightly more than, beyond, over the age of, above the age of""",
    LEAST: """at least, no less than, no fewer than, not less than, not fewer than, a minimum of, minimum of, minimum,
        ≥, > =, more than or equal to, greater than or equal to, higher than or equal to, bigger than or equal
        to, equal to or more than, equal to or greater than, at least or equal to, bigger or equal than, greater
        or equal than, higher or equal than, more or equal than, larger or equal than, equal or more than, equal
        or greater than""",
    LESS: """less than, fewer than, under, below, smaller than, lower than, just under, just shy of, shorter than,
        younger than, <, well under, not quite, slightly less than, under the age of, below the age of, sub -""",
    MOST: """up to, at most, no more than, not more than, as many as, as much as, a maximum of, maximum of, maximum,
        as high as, no greater than, no higher than, not exceeding, ≤, < =, less than or equal to, lower than or
        equal to, smaller than or equal to, equal to or less than, equal to or lower than, smaller or equal
        than, less or equal than, lower or equal than, equal or less than, capped at""",
}
BEFORE: Final = {
    tuple(words.split()): mark for mark, listed in _BEFORE.items() for words in listed.replace("\n", " ").split(", ")
}
LONGEST: Final = max(map(len, BEFORE))
_AFTER: Final = {
    LEAST: (
        "or more, and more, or above, or greater, or higher, or over, and above, "
        "or older, and over, or longer, and older, plus, or better"
    ),
    MOST: "or less, or fewer, or below, or under, or lower, and under, or younger, and below, or shorter",
    ABOUT: "or so, or thereabouts",
}
AFTER: Final = {tuple(words.split()): mark for mark, listed in _AFTER.items() for words in listed.split(", ")}
FILLERS: Final = frozenset(
    ("a", "an", "the", "total", "of", "record", "whopping", "staggering", "mere", "just", "only", "roughly", "about")
)

UP: Final = frozenset(
    words(
        """rise rises rose risen rising increase increases increased increasing gain gains gained gaining climb
        climbs climbed climbing jump jumps jumped jumping soar soared soaring surge surges surged
        surging grow grows grew grown growing advance advanced advancing add adds added adding up higher
        rallied rally rebounded expanded swelled spiked leapt leaped improved accelerated"""
    )
)
DOWN: Final = frozenset(
    words(
        """fall falls fell fallen falling drop drops dropped dropping decline declines declined declining decrease
        decreases decreased decreasing slide slides slid sliding slip slips slipped slipping sink sinks
        sank sunk tumble tumbles tumbled tumbling plunge plunges plunged plunging lose loses lost losing
        shed sheds shrink shrank shrunk down lower dipped dip slumped slump eased retreated
        plummeted crashed contracted dwindled reduced slashed"""
    )
)
TREND_FILLERS: Final = frozenset(
    words(
        """by to as much a an about around roughly approximately nearly almost some just only more than less under
        over another further additional up well slightly the estimated close modest sharp mere
        of nearer ~ even average"""
    )
)
PARTICLE_VERBS: Final = frozenset(
    words(
        "give gives gave given giving pick picks picked make makes made making "
        "take takes took set sets put puts rack racked pile "
        "piled turn turned show shows showed hold held holding bring brought "
        "come came back lay laid shut close closed blow blew"
    )
)
NOT_A_TREND: Final = frozenset(("up to", "add to", "added to", "lower than", "higher than", "up from", "down from"))


def comparator_before(tokens: Sequence[Token], first: int) -> tuple[Comparator, int] | None:
    """The comparator whose words end right before a token, with the token they begin at."""
    place = first
    for _ in range(2):
        found = _longest(tokens, place)
        if found:
            mark, begin = found
            outer = _longest(tokens, begin) if mark is ABOUT else None
            return outer or found
        if place and tokens[place - 1].low in FILLERS:
            place -= 1
        else:
            return None
    return None


def _longest(tokens: Sequence[Token], first: int) -> tuple[Comparator, int] | None:
    for size in range(min(LONGEST, first), 0, -1):
        words = tuple(token.low for token in tokens[first - size : first])
        mark = BEFORE.get(words)
        if mark is None:
            continue
        if size == 1 and _misread(tokens, first - 1):
            continue
        return mark, first - size
    return None


def _misread(tokens: Sequence[Token], place: int) -> bool:
    """Words that only sometimes compare: "near 30", "turn over 30", "no more about 30"."""
    word, before = tokens[place].low, tokens[place - 1].low if place else ""
    if word in (">", "<") and (before in ("<", ">", "=", "-")):
        return True
    return word in ("over", "above", "below", "under") and before in (
        "take",
        "took",
        "hand",
        "handed",
        "spread",
        "based",
        "all",
    )


def comparator_after(tokens: Sequence[Token], after: int) -> tuple[Comparator, int] | None:
    """The comparator that follows ("or more"), with the token after it.

    A figure may follow that ("or more than 5"): then it is that one's.
    """
    words = tuple(token.low for token in tokens[after : after + 2])
    mark = AFTER.get(words)
    if mark is not None and len(words) == 2:
        following = tokens[after + 2].low if after + 2 < len(tokens) else ""
        if following in ("than", "to", "equal", "at"):
            return None
        return mark, after + 2
    if after < len(tokens) and tokens[after].text == "+" and tokens[after].glued:
        return LEAST, after + 1
    return None


def trend_before(tokens: Sequence[Token], first: int) -> Trend | None:
    """Whether a verb of rising or falling governs the figure that begins at a token."""
    place = first - 1
    for _ in range(6):
        if place < 0:
            return None
        word = tokens[place].low
        following = tokens[place + 1].low
        if (
            word in UP | DOWN
            and f"{word} {following}" not in NOT_A_TREND
            and not (word in ("up", "down") and place and tokens[place - 1].low in PARTICLE_VERBS)
        ):
            return Trend.UP if word in UP else Trend.DOWN
        if word not in TREND_FILLERS:
            return None
        place -= 1
    return None
