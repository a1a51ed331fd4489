"""One article of ours, read as an editor would: passages, speakers, claims."""

from datetime import UTC, datetime

import pytest

from stories.analysis.extract import EXTRACTORS, analyse
from stories.analysis.record import Analysis, Candidate
from stories.domain.values import Act, Modality, PassageKind, Polarity, Voice

ARTICLE = """Marrow Bay reopens its ferry terminal

By Ilse Tanner

MARROW BAY, Norlandia — Transport minister Petra Osk said on Tuesday that the new terminal would take 300 lorries a day.

Advertisement

“We have waited two winters for this,” Osk told reporters. “Nobody in this town will forget it.”

Workers in orange jackets walk along the quay
Workers in orange jackets walk along the quay of the new terminal [Handout/Norlandia Press Office via AFP]

The terminal, which was opened in 2021, has cost 40 million crowns, according to the port authority.

Mayor Joren Falk denied that the council had delayed the plan. He said the town “was never asked”.

The minister added that a second pier was possible.

“It is a disgrace,” said Falk. He refused to sign the contract for the second pier.

Donate now: your donation helps us to keep reporting.

This story was originally published on Harbour Wire.
"""


@pytest.fixture(scope="module")
def read() -> Analysis:
    return analyse(ARTICLE, published_at=datetime(2024, 5, 9, 8, tzinfo=UTC))


def claim(analysis: Analysis, words: str) -> Candidate:
    found = [c for c in analysis.claims if words in c.text]
    assert found, f"no claim holds {words!r}: {[c.text for c in analysis.claims]}"
    return found[0]


def kinds(analysis: Analysis, kind: PassageKind) -> list[str]:
    return [ARTICLE[p.start : p.end] for p in analysis.passages if p.kind is kind]


def test_every_kind_of_furniture_is_labelled(read: Analysis) -> None:
    assert kinds(read, PassageKind.HEADLINE) == ["Marrow Bay reopens its ferry terminal"]
    assert kinds(read, PassageKind.BYLINE) == ["By Ilse Tanner"]
    assert kinds(read, PassageKind.DATELINE) == ["MARROW BAY, Norlandia —"]
    assert kinds(read, PassageKind.ADVERTISEMENT) == ["Advertisement"]
    assert len(kinds(read, PassageKind.CAPTION)) == 2
    assert len(kinds(read, PassageKind.PROMOTION)) == 1
    assert len(kinds(read, PassageKind.FOOTER)) == 1


def test_no_claim_comes_from_furniture(read: Analysis) -> None:
    silent = {
        PassageKind.ADVERTISEMENT,
        PassageKind.PROMOTION,
        PassageKind.FOOTER,
        PassageKind.BYLINE,
        PassageKind.CAPTION,
    }
    for passage in read.passages:
        if passage.kind in silent:
            assert not [c for c in read.claims for s, e in c.spans if s < passage.end and passage.start < e]


def test_a_direct_quotation_gives_a_claim_for_each_sentence(read: Analysis) -> None:
    first, second = claim(read, "two winters"), claim(read, "Nobody in this town")
    assert first.voice is second.voice is Voice.QUOTED
    assert {a.speaker for c in (first, second) for a in c.attribution} == {"Petra Osk"}
    assert second.polarity is Polarity.NEGATED


def test_reported_speech_has_its_speaker_and_its_figure(read: Analysis) -> None:
    said = claim(read, "300 lorries")
    assert said.voice is Voice.PARAPHRASED
    assert said.attribution[0].speaker == "Petra Osk"
    assert [read.quantities[i].low for i in said.quantities] == [300]


def test_according_to_names_the_source(read: Analysis) -> None:
    assert claim(read, "40 million").attribution[0].speaker == "port authority"


def test_an_opening_in_a_passive_relative_clause_is_a_predicate_on_the_terminal(read: Analysis) -> None:
    opened = [p for c in read.claims for p in c.predicates if p.lemma == "open"]
    assert opened
    assert {p.object_text for p in opened} == {"terminal"}
    assert [read.dates[i].value for p in opened for i in p.dates][:1] == ["2021"]


def test_a_denial_is_the_speakers_own_negation(read: Analysis) -> None:
    denied = claim(read, "council had delayed")
    assert denied.attribution[0].act is Act.DENY
    assert denied.modality is Modality.DENIED


def test_pronouns_and_offices_lead_to_people(read: Analysis) -> None:
    assert claim(read, "was never asked").attribution[0].speaker == "Joren Falk"
    assert claim(read, "second pier was possible").attribution[0].speaker == "Petra Osk"


def test_an_inverted_cue_finds_its_subject(read: Analysis) -> None:
    assert claim(read, "It is a disgrace").attribution[0].speaker == "Joren Falk"


def test_the_extractor_names_itself(read: Analysis) -> None:
    assert read.extractor in EXTRACTORS


def test_every_claim_tells_its_rules(read: Analysis) -> None:
    assert all(any(rule.startswith("voice:") for rule in c.rules) for c in read.claims)


def test_a_language_without_a_model_is_read_by_rule_alone() -> None:
    text = "La ministre a parlé.\n\n“Nous avons attendu deux hivers pour cela,” said Petra Osk."
    analysis = analyse(text, language="fr")
    assert analysis.extractor == "plain@1"
    assert [c.attribution[0].speaker for c in analysis.claims if c.voice is Voice.QUOTED] == ["Petra Osk"]


def test_an_embedded_post_speaks_for_its_account() -> None:
    text = (
        "The minister answered late at night.\n\nWe will not close the old pier this year.\n\n"
        "We need it for the lorries… pic.twitter.com/Ab12cd — Petra Osk (@petraosk) May 9, 2024"
        "\n\nThe council met on Monday."
    )
    analysis = analyse(text)
    posts = [c for c in analysis.claims if c.voice is Voice.EMBEDDED_POST]
    assert [c.attribution[0].speaker for c in posts] == ["Petra Osk", "Petra Osk"]


def test_a_date_at_the_head_anchors_the_text() -> None:
    analysis = analyse("date 2024-05-09 MARROW BAY: The ferry sank on Monday with 12 people on board.")
    assert [d.value for d in analysis.dates if d.value != "2024-05-09"] == ["2024-05-06"]
