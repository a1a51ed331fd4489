"""Whatever the text: no exception, spans verbatim, the same answer twice."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stories.analysis.extract import analyse
from stories.analysis.normalise import fold

_PARTS = st.sampled_from(
    [
        "Petra Osk",
        "the minister",
        "said",
        "told reporters",
        "“",
        "”",
        '"',
        "‘",
        "’",
        "''",
        ",",
        ".",
        "?",
        "…",
        "—",
        " ",
        "\n",
        "\n\n",
        "denied that",
        "according to",
        "he",
        "a prison she opened",
        "which was opened in",
        "2021",
        "300 lorries",
        "on Monday",
        "Advertisement",
        "[Handout via AFP]",
        "pic.twitter.com/x — Ana (@ana) May 9, 2024",
        "not",
        "would",
        "and",
        "U.S.",
        "(AP)",
        ":",
        "date 2024-05-09",
        "٣٠٠",
        "é",
        "\u202e",
        "\u2028",
        "\r\n",
        "<b>",
        "$10 trillion",
        "783499116076687360",
    ]
)
_TEXTS = (
    st.lists(_PARTS, max_size=60).map(" ".join) | st.lists(_PARTS, max_size=60).map("".join) | st.text(max_size=200)
)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_TEXTS)
def test_any_text_is_read_and_every_span_is_verbatim(text: str) -> None:
    analysis = analyse(text)
    for claim in analysis.claims:
        assert claim.spans
        assert claim.text == "".join(text[start:end] for start, end in claim.spans)
        assert all(0 <= start < end <= len(text) for start, end in claim.spans)
        assert all(0 <= i < len(analysis.quantities) for i in claim.quantities)
        assert all(0 <= i < len(analysis.dates) for i in claim.dates)
        for attribution in claim.attribution:
            assert all(0 <= start < end <= len(text) for start, end in (*attribution.source, *attribution.cue))
    assert all(0 <= p.start < p.end <= len(text) for p in analysis.passages)
    assert all(a.end <= b.start for a, b in zip(analysis.passages, analysis.passages[1:], strict=False))
    assert analyse(text) == analysis


@given(st.text())
def test_folding_keeps_every_offset(text: str) -> None:
    assert len(fold(text)) == len(text)
