"""What a second reader found: claims that are none, speakers who say nothing, quotations cut wrongly."""

from datetime import UTC, datetime

import pytest

from stories.analysis.extract import analyse
from stories.analysis.record import Candidate
from stories.domain.values import Modality, PassageKind, Voice

WEDNESDAY = datetime(2025, 10, 15, 12, tzinfo=UTC)


def claims(text: str) -> list[Candidate]:
    return list(analyse(text, published_at=WEDNESDAY).claims)


def said(text: str) -> list[tuple[str | None, str]]:
    return [(claim.attribution[-1].speaker, claim.statement.rstrip(".")) for claim in claims(text) if claim.attribution]


def statements(text: str) -> list[str]:
    return [claim.statement.rstrip(".") for claim in claims(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Citing the bad weather, the harbour closed the pier on Monday.",
        "Petra Osk confirmed the offer.",
        "Port officials denied the allegation.",
    ],
)
def test_a_phrase_is_no_claim_of_its_own(text: str) -> None:
    (claim,) = claims(text)
    assert (claim.statement, claim.attribution, claim.voice) == (text, (), Voice.OUTLET)


def test_a_phrase_within_what_is_said_is_no_second_claim() -> None:
    text = "Harbour chair Petra Osk said crews had reported “no serious damage.”"
    assert said(text) == [("Petra Osk", "Crews had reported “no serious damage.”")]


@pytest.mark.parametrize(
    "text",
    [
        "They spoke on condition of anonymity because they were not authorised to discuss the talks.",
        "If you are worried, call your harbour master.",
    ],
)
def test_no_claim_at_all(text: str) -> None:
    assert claims(text) == []


def test_a_question_put_to_somebody_is_not_what_he_says() -> None:
    text = "Asked whether the lock could be opened, a spokesman for the port said: “We are waiting for parts.”"
    assert statements(text) == ["We are waiting for parts"]


def test_a_second_verb_of_one_speaker_stands_alone_with_its_own_figures() -> None:
    shut, denied = claims("Osk shut 12 piers but denied setting a deadline of 3 May.")
    assert denied.statement == "Osk denied setting a deadline of 3 May"
    assert len(shut.quantities) == 1
    assert denied.quantities == ()


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("'Not yet', said Petra Osk of the harbour.", "Petra Osk"),
        ("“Wir sind ratlos”, harbour chief Joren Falk said.", "Joren Falk"),
        ("The drama began in May. “He calls it “the big fix” and nobody laughs,” Falk said.", "Falk"),
        ("The crew had one answer: “We will not sail tonight.”", "crew"),
        ("Petra Osk's message to the council was simple: “Close the lock.”", "Petra Osk"),
        ("When I asked for the plans, a spokeswoman emailed: “We are confident in our figures.”", "spokeswoman"),
        ("Lock reform MP Dev Sandhu asked why the pier was shut.", "Dev Sandhu"),
        ("Challenger Ines Kessler claimed that the pier was hers.", "Ines Kessler"),
        ("Judge Harriet Orme KC told him that the pier was hers.", "Harriet Orme"),
        ("The locks were shut, state news agency VEPA reported.", "VEPA"),
    ],
)
def test_who_says_it(text: str, speaker: str) -> None:
    assert {name for name, _ in said(text)} == {speaker}


def test_a_quotation_in_single_marks_may_hold_one_in_double_marks() -> None:
    text = "Osk told them: 'You sold the pier. As one sailor put it, \"we lost a home\".' Nobody answered that at all."
    assert [(claim.voice, claim.text) for claim in claims(text)][:2] == [
        (Voice.QUOTED, "You sold the pier."),
        (Voice.QUOTED, 'As one sailor put it, "we lost a home".'),
    ]


def test_the_comma_before_a_closing_mark_goes() -> None:
    assert statements("Osk claimed victory on Sunday, saying the town had “opened a door,” but Falk left.")[1] == (
        "The town had “opened a door”"
    )


def test_an_addressee_in_marks_is_not_said() -> None:
    assert said("„He must leave the port“, Petra Osk told „Norport Heute“.") == [
        ("Petra Osk", "He must leave the port")
    ]


def test_what_a_court_hears_is_not_said_by_the_court() -> None:
    assert [name for name, _ in said("The court heard that the pier had been sold twice.")] == [None]


def test_a_report_ends_at_a_semicolon() -> None:
    text = "Norport says 21 of its soldiers were killed; Velden has admitted losing 16."
    assert [name for name, _ in said(text)] == ["Norport", "Velden"]


@pytest.mark.parametrize(
    ("text", "modality"),
    [
        ("Osk unveiled plans to hire 500 pilots.", Modality.PLANNED),
        ("The port is to send 150 pilots.", Modality.PLANNED),
        ("The ferries are to be sold within a week.", Modality.PLANNED),
        ("Osk abandoned plans to hire 500 pilots.", Modality.HAPPENED),
        ("We have no plan for the pier.", Modality.ONGOING),
        ("Osk did not say whether the pilots had been hired.", Modality.POSSIBLE),
    ],
)
def test_plans_have_not_happened(text: str, modality: Modality) -> None:
    assert [claim.modality for claim in claims(text)] == [modality]


@pytest.mark.parametrize(
    ("text", "wording"),
    [
        ("The ferries were built in Norport. They carry 400 people.", "They [the ferries] carry 400 people"),
        (
            "Mrs Petra Osk met the crews in the hall. The lock was old. She swept back in on Monday.",
            "She [Petra Osk] swept back in on Monday",
        ),
        ("The ferries passed the tugs. They carry 400 people.", "They carry 400 people"),
    ],
)
def test_pronouns_are_named_where_nothing_else_can_be_meant(text: str, wording: str) -> None:
    assert statements(text)[-1] == wording


def test_the_company_is_the_one_company_of_the_text() -> None:
    one = "Battery maker Corvane NV made 412 million euros. The company said that it would hire."
    assert said(one)[-1][0] == "Corvane NV"
    two = "Battery maker Corvane NV made 412 million euros. Its rival Nordcell Ltd lost. The company said it hired."
    assert said(two)[-1][0] == "company"


def test_a_clock_that_opens_an_entry_is_a_line_of_its_own() -> None:
    text = "19:42 A roof has come off in Dunmere.\n\n19:15 The port is shut, the mayor says."
    analysis = analyse(text)
    assert [p.kind for p in analysis.passages] == [PassageKind.DATELINE, PassageKind.BODY] * 2
    assert [claim.statement for claim in analysis.claims] == ["A roof has come off in Dunmere.", "The port is shut"]


def test_a_dateline_may_name_no_town() -> None:
    assert statements("July 30 - The lock was closed by the harbour.") == ["The lock was closed by the harbour"]


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("Fares fell by a third, to £8.", [(None, "down"), ("GBP", None)]),
        ("The port lost $18 million to $20 million.", [("USD", "down")]),
        ("Three men, aged 19, 24 and 30, were held.", [(None, None), ("year", None), ("year", None), ("year", None)]),
        ("The trial took adults aged 55 to 80.", [("year", None)]),
    ],
)
def test_figures(text: str, figures: list[tuple[str | None, str | None]]) -> None:
    assert [(q.unit, q.trend.value if q.trend else None) for q in analyse(text).quantities] == figures


def test_a_woman_in_her_seventies_is_no_decade() -> None:
    assert [d.value for d in analyse("A woman in her 70s died in the 1980s.").dates] == ["198"]


def test_two_days_share_a_month() -> None:
    dates = analyse("The pier is shut on 24 and 25 October.", published_at=WEDNESDAY).dates
    assert [d.value for d in dates] == ["2025-10-24", "2025-10-25"]


def test_half_a_sign_is_read_as_any_other() -> None:
    text = "Osk said the pier \ud800 was shut."
    assert all(claim.text in text for claim in claims(text))
