"""Who is given as the speaker, who is not, and how a claim reads on its own."""

from datetime import UTC, datetime

import pytest

from stories.analysis.extract import analyse
from stories.analysis.record import Candidate
from stories.domain.values import Act, Modality, Polarity


def claims(text: str) -> list[Candidate]:
    return list(analyse(text, published_at=datetime(2025, 10, 15, 12, tzinfo=UTC)).claims)


def statements(text: str) -> list[str]:
    return [claim.statement.rstrip(".") for claim in claims(text)]


def said(text: str) -> list[tuple[str | None, str]]:
    return [(claim.attribution[-1].speaker, claim.statement.rstrip(".")) for claim in claims(text) if claim.attribution]


@pytest.mark.parametrize(
    "text",
    [
        "Petra Osk endorsed the Norport plan.",
        "The Falk government is especially eager to close the pier.",
        "Petra Osk has sought to close the pier.",
        "Osk declined to give the date.",
        "The lock is seen by the Falk government as a burden.",
    ],
)
def test_an_act_is_told_by_the_outlet_and_has_no_speaker(text: str) -> None:
    (claim,) = claims(text)
    assert [link.speaker for link in claim.attribution] == [None]
    assert claim.attribution[0].cue  # the word that shows it stays
    assert claim.statement.rstrip(".") == text.rstrip(".")


def test_what_is_thought_keeps_its_thinker() -> None:
    assert said("Petra Osk is confident that the pier is safe.") == [("Petra Osk", "The pier is safe")]


@pytest.mark.parametrize(
    "text",
    [
        "The State Department said little. The department's website says that “the piers are closed for repairs”.",
        "The State Department's website says that “the piers are closed for repairs”.",
        "The State Department's website says that it is old.\n\n“The piers are shut for repair,” the website says.",
    ],
)
def test_a_publication_speaks_for_its_publisher(text: str) -> None:
    assert said(text)[-1][0] == "State Department"


@pytest.mark.parametrize(
    "text", ["It opened in 2012, its website says.", "It opened in 2012, according to its website."]
)
def test_a_pronoun_that_stands_for_nobody_publishes_nothing(text: str) -> None:
    assert [speaker for speaker, _ in said(text)] == ["its website"]


@pytest.mark.parametrize(
    ("text", "modality"),
    [
        ("The theft was reported to police on Friday.", Modality.HAPPENED),
        ("Two people were reported missing.", Modality.HAPPENED),
        ("The warden is reported to have fled.", Modality.POSSIBLE),
        ("Two people were feared dead.", Modality.POSSIBLE),
    ],
)
def test_what_was_reported_to_somebody_is_no_mere_thought(text: str, modality: Modality) -> None:
    (claim,) = claims(text)
    assert claim.modality is modality


@pytest.mark.parametrize(
    "text",
    [
        "Petra Osk denied that the pier had been closed.",
        "Petra Osk has denied the pier was closed.",
        "The pier had been closed, Petra Osk denied.",
        "Petra Osk rejected claims that the pier was unsafe.",
        "Petra Osk doubted that the pier was safe.",
        "Petra Osk ruled out that the pier would be sold.",
        "Petra Osk disputed that twelve people were hurt.",
        "Petra Osk's lawyer denied on Monday that she took “a single crown” from the board.",
    ],
)
def test_what_somebody_denies_is_never_told_as_what_she_says(text: str) -> None:
    assert statements(text) == [text.rstrip(".")]


@pytest.mark.parametrize(
    "text",
    [
        "Police have not confirmed that two people died in the fire.",
        "Petra Osk did not say that the pier was closed.",
        "Petra Osk has never said that the pier was safe.",
        "Petra Osk refused to confirm that the pier had been sold.",
        "Petra Osk does not believe that the pier is safe.",
        "Petra Osk wrongly said that the pier was safe.",
    ],
)
def test_what_somebody_does_not_say_is_neither_told_nor_taken_for_her_word(text: str) -> None:
    (claim,) = claims(text)
    assert (claim.statement, claim.modality) == (text.rstrip("."), Modality.POSSIBLE)


def test_a_denial_behind_another_verb_keeps_its_own() -> None:
    text = "Petra Osk said on Monday that the pier was safe, and denied that it had been closed."
    assert "Petra Osk denied that it had been closed" in statements(text)
    assert "It had been closed" not in statements(text)


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("The blast happened at about 7:10 a.m. Baker Jonas Reit, 54, was arrested.", 2),
        ("The pier in Norport was closed at 9 p.m. Police blamed the fog.", 2),
        ("The pier in Norport opens at 7 a.m. Tuesday for all of the crews.", 1),
        ("The pier in Norport closes at 8 p.m. Eastern time for the night.", 1),
        ("The pier in Norport closes at 8 p.m. GMT for the night.", 1),
        ("At 9 a.m. Petra Osk will open the pier.", 1),
    ],
)
def test_a_time_may_end_a_sentence(text: str, sentences: int) -> None:
    assert len(claims(text)) == sentences


def test_a_site_whose_owner_nobody_knows_is_named_by_the_owner() -> None:
    assert said("The lock keepers' website says the lock is shut.")[0][0] == "lock keepers"


def test_an_office_in_the_headline_is_its_holder_in_the_text() -> None:
    text = (
        "France's president agrees to close the pier\n\n"
        "France's President Petra Osk said the pier was old. The mayor of Norport was not there."
    )
    assert said(text)[0][0] == "Petra Osk"


@pytest.mark.parametrize(
    ("text", "modality", "polarity"),
    [
        ("The council is considering closing the pier.", Modality.POSSIBLE, Polarity.AFFIRMED),
        ("The new lock is thought to be leaking.", Modality.POSSIBLE, Polarity.AFFIRMED),
        ("It was not immediately clear whether the pier would open.", Modality.POSSIBLE, Polarity.AFFIRMED),
        ("Osk has proposed closing the pier.", Modality.OFFERED, Polarity.AFFIRMED),
        (
            "Any attempt by the council to close the pier would be sure to fail.",
            Modality.CONDITIONAL,
            Polarity.AFFIRMED,
        ),
        ("Osk called it a gift never before made by any town.", Modality.OPINION, Polarity.AFFIRMED),
    ],
)
def test_what_is_weighed_thought_or_open(text: str, modality: Modality, polarity: Polarity) -> None:
    assert [(claim.modality, claim.polarity) for claim in claims(text)] == [(modality, polarity)]


def test_what_a_speaker_seems_to_say_is_a_hedge() -> None:
    (claim,) = claims("Petra Osk appeared to suggest that the lock was open.")
    assert claim.attribution[-1].act is Act.HEDGE


@pytest.mark.parametrize(
    ("text", "wordings"),
    [
        (
            "Osk has closed four piers in the north, citing the cost of their repair.",
            ["Osk has closed four piers in the north, citing the cost of their repair."],
        ),
        (
            "Norport has limited the number of ferries, although Petra Osk says the lock is open.",
            ["Norport has limited the number of ferries", "The lock is open"],
        ),
        (
            "Osk waved down to the crews on the quay and told them: “The lock is open.”",
            ["Osk waved down to the crews on the quay", "The lock is open."],
        ),
        (
            "She accused the company of saving money: the ship sailed with 17 men on Tuesday.",
            ["She accused the company of saving money", "The ship sailed with 17 men on Tuesday."],
        ),
        ("But the lock is open.", ["The lock is open."]),
    ],
)
def test_a_claim_ends_where_another_begins(text: str, wordings: list[str]) -> None:
    assert [claim.statement for claim in claims(text)] == wordings


@pytest.mark.parametrize(
    ("text", "wording"),
    [
        ("Norport Lines was founded in 1958. It owns six ships.", "It [Norport Lines] owns six ships."),
        ("Tomas Berg visited the quay. He left at dusk.", "He [Tomas Berg] left at dusk."),
        ("Tomas Berg visited Karl Osk. He left at dusk.", "He left at dusk."),
        ("Tomas Berg and Karl Osk met. They left at dusk.", "They left at dusk."),
        ("Tomas Berg visited the quay. It is likely to rain.", "It is likely to rain."),
    ],
)
def test_a_pronoun_is_named_only_where_nothing_else_can_be_meant(text: str, wording: str) -> None:
    assert claims(text)[-1].statement == wording


def test_a_word_that_picks_one_out_is_no_figure() -> None:
    (claim,) = claims("One of the ferries sank.")
    assert claim.quantities == ()
    (claim,) = claims("One of the four exits was locked.")
    assert len(claim.quantities) == 2


def test_dates_of_a_claim_lie_in_time() -> None:
    (claim,) = claims("The council now meets for three hours in a hall that opened in 2019.")
    found = analyse("The council now meets for three hours in a hall that opened in 2019.").dates
    assert [found[index].value for index in claim.dates] == ["2019"]


def test_an_entry_of_a_live_blog_ends_a_turn() -> None:
    text = (
        "Storm on the coast: live\n\nAll times local.\n\n17.31\nA reader, Bertil, writes: “Our shed is gone.”\n\n"
        "16.48\nMayor Petra Osk speaking now. She says two homes are without power.\n\n"
        "“If you want to see waves, there are films,” she says.\n\n16.05\nShe says the lock is open."
    )
    assert [speaker for speaker, _ in said(text)] == ["Bertil", "Petra Osk", "Petra Osk", None]


def test_who_spoke_to_the_room_is_quoted_below() -> None:
    text = "Petra Osk spoke to the crews for an hour on Monday.\n\n“You have heard what the yard says. It is wrong.”"
    assert [speaker for speaker, _ in said(text)] == ["Petra Osk", "Petra Osk"]


def test_what_others_are_asked_to_do_is_not_done() -> None:
    assert said("Petra Osk asked the crews to remember what the yard had promised.")[0][1].startswith("Petra Osk asked")


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        ("The Norport Post reports:\n\n“Few gave less than the crews who had lost their work.”", ["Norport Post"]),
        ("“It is late,” Petra Osk, who leads the crews of the north, told The Norport Post.", ["Petra Osk"]),
        ("“This is a big year!” Petra Osk, Del. Tomas Berg's deputy (D-Nor.), shouted to the crowd.", ["Petra Osk"]),
        ("“The lock is open,” Petra Osk said.\n\n'All Is Well Again.'\n\nThe yard was shut on Monday.", ["Petra Osk"]),
        ("It goes without saying that the lock is old.", []),
    ],
)
def test_speakers_far_from_their_words(text: str, speakers: list[str]) -> None:
    assert [speaker for speaker, _ in said(text)] == speakers
