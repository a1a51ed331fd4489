"""Words that are written from right to left stand apart within a sentence of ours."""

import pytest

from stories.admin.directions import isolated


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Analysed Port Post: “Bridge closed”: 1 claim", "Analysed Port Post: “Bridge closed”: 1 claim"),
        (
            "Analysed بريد الميناء: “الجسر مغلق”: 1 claim",
            "Analysed <bdi>بريد الميناء</bdi>: “<bdi>الجسر مغلق</bdi>”: 1 claim",
        ),
        ("New claim: “קרא: <b>”", "New claim: “<bdi>קרא: &lt;b&gt;</bdi>”"),
        ("Note: א", "Note: <bdi>א</bdi>"),
        ("Note: א\u202e", "Note: <bdi>א</bdi>⟦U+202E⟧"),
    ],
)
def test_each_stretch_is_isolated_and_escaped(text: str, shown: str) -> None:
    assert isolated(text) == shown


def test_what_goes_one_way_is_left_to_the_template_to_escape() -> None:
    assert not hasattr(isolated("Note: 5 < 6, “naïve”"), "__html__")
