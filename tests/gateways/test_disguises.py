"""Characters that deceive the eye, and those that only look as if they did."""

import pytest

from stories.gateways.disguises import HIDDEN, MIXED, TURNED, disguised, skeleton, visible


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ferry \u202eaground", [TURNED]),
        ("Ferry \u2066aground\u2069", [TURNED]),
        ("Fer\u200bry", [HIDDEN]),
        ("Fer\u200dry", [HIDDEN]),
        ("Ferry\U000e0041", [HIDDEN]),
        ("H\u0430rrow Herald", [MIXED]),
        ("Ferr\u03c5", [MIXED]),
        ("\u202eH\u0430rrow\u200b", [TURNED, HIDDEN, MIXED]),
    ],
)
def test_what_is_not_what_it_seems(text: str, found: list[str]) -> None:
    assert disguised(text) == found
    assert (visible(text) == text) == (found == [MIXED])


@pytest.mark.parametrize(
    "text",
    [
        "Ferry aground",
        "Küstenwache, Århus, Łódź, naïve",
        "Паром сел на мель",
        "Паром Alma сел на мель",
        "שלום \u200fAlma",
        "می\u200cخواهم",
        "क्\u200dष",
        "a family \U0001f468\u200d\U0001f469",
        "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f wins",
        "渡船 ferry",
        "5 μm",
    ],
)
def test_what_people_write_is_left_alone(text: str) -> None:
    assert (disguised(text), visible(text)) == ([], text)


def test_deceiving_characters_are_spelled_out() -> None:
    assert visible("a\u202eb\u200bc\U000e0041") == "a⟦U+202E⟧b⟦U+200B⟧c⟦U+E0041⟧"


@pytest.mark.parametrize(
    "twin", ["H\u0430rrow H\u0435rald", "\uff28arrow  Herald", "Harrow\u200b Herald", "ΗARROW HERALD"]
)
def test_names_that_look_alike_have_one_skeleton(twin: str) -> None:
    assert skeleton(twin) == skeleton("Harrow Herald")
    assert skeleton(twin) != skeleton("Harrow Post")
