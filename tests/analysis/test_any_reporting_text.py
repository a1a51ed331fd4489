"""Reporting clauses in every order, cut anywhere: nothing raises, however the parser takes them."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stories.analysis.extract import analyse

_WORDS = st.sampled_from(
    [
        "said",
        "says",
        "explained",
        "told",
        "added",
        "put it",
        "was accused of",
        "is sure",
        "are willing to",
        "denied",
        "that",
        "which",
        "who",
        "as",
        "while",
        "although",
        "until",
        "whether",
        "and that",
        "and said",
        "but",
        "Osk",
        "Petra Osk",
        "the minister",
        "he",
        "she",
        "it",
        "they",
        "in a statement",
        "in a letter that",
        "a report",
        "because",
        "his claim that",
        "according to",
        "were",
        "was opened",
        "opened in 2019",
        "has room for 300 boats",
        "a year ago",
        "the plant",
        "The pier is closed",
        "would report on Thursday",
        "agreed to meet on Monday",
        "more than 60",
        "12",
        ",",
        ",",
        ".",
        ":",
        ";",
        "—",
        "“",
        "”",
        '"',
        "’",
        "(",
        ")",
        "?",
        "\n\n",
        "\n",
        "With Harbour Wire",
        "NORPORT, Oct 4 (Harbour) -",
        "(Reporting by Ilse Tanner)",
        "Tuesday 4 May 2021, 10:15",
        "3 May 2021",
    ]
)
_TEXTS = st.lists(_WORDS, min_size=1, max_size=24).map(" ".join)


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_TEXTS, st.booleans())
def test_no_order_of_cues_speakers_and_marks_raises(text: str, doubled: bool) -> None:
    """Two paragraphs of one kind make speakers and quotations carry over from one parse to the next."""
    text = f"{text}\n\n{text}" if doubled else text
    for claim in analyse(text, source="Harbour").claims:
        assert claim.text == "".join(text[start:end] for start, end in claim.spans)
        assert list(claim.spans) == sorted(claim.spans)
        assert claim.statement.strip()
