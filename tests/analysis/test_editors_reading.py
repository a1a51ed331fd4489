"""What an editor would mark in the margin: furniture, credits, speakers, claims that are none."""

from datetime import UTC, datetime

import pytest

from stories.analysis.extract import analyse
from stories.analysis.normalise import paragraph_digest
from stories.domain.values import PassageKind

WEDNESDAY = datetime(2025, 10, 15, 12, tzinfo=UTC)


def statements(text: str) -> list[str]:
    return [claim.statement.rstrip(".") for claim in analyse(text, published_at=WEDNESDAY).claims]


def speakers(text: str) -> list[str | None]:
    return [claim.attribution[-1].speaker for claim in analyse(text).claims if claim.attribution]


BODY = "The pier was closed on Monday.\n\nNobody was hurt when the crane fell."


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("(Reporting by Ilse Tanner; editing by Joren Falk)", PassageKind.FOOTER),
        ("Additional reporting: Harbour Wire", PassageKind.FOOTER),
        ("With Harbour Wire", PassageKind.FOOTER),
        ("This report is published under a licence from the Harbour news agency.", PassageKind.FOOTER),
        ("Sign up for Low Tide, our evening letter.", PassageKind.PROMOTION),
        ("Were you on the pier? Write to us at desk@norport.example", PassageKind.PROMOTION),
        ("We will update this report as we learn more.", PassageKind.PROMOTION),
        ("A crane lies across the pier (Ilse Tanner/Harbour)", PassageKind.CAPTION),
        ("This article was amended on 3 May 2021. It had said that two cranes fell.", PassageKind.EDITORS_NOTE),
        ("By Joren Falk, chief reporter", PassageKind.BYLINE),
        ("Advertisement - story continues below", PassageKind.ADVERTISEMENT),
        ("Published: 14 October 2025, 21.30", PassageKind.DATELINE),
        ("Norport Lines (@NorportLines) October 14, 2025", PassageKind.EMBEDDED_POST),
    ],
)
def test_furniture_is_labelled_and_bears_no_claim(line: str, kind: PassageKind) -> None:
    text = f"{BODY}\n\n{line}"
    analysis = analyse(text)
    assert [p.kind for p in analysis.passages if p.start == text.index(line)] == [kind]
    assert all(claim.spans[0][0] < text.index(line) for claim in analysis.claims)


def test_a_line_that_is_nothing_but_a_date_dates_the_article() -> None:
    dates = analyse("Tuesday 14 October 2025, 14:15\n\nThe pier was closed on Monday.").dates
    assert [d.value for d in dates if d.anchor == "article"] == ["2025-10-13"]


def test_paragraphs_that_an_outlet_repeats_bear_no_claims() -> None:
    known = frozenset({paragraph_digest("Norport Post has  served the coast since 1921.")})
    text = f"{BODY}\n\nNorport Post has served the coast since 1921."
    assert not any("1921" in claim.text for claim in analyse(text, recurring=known).claims)
    assert any("1921" in claim.text for claim in analyse(text).claims)


@pytest.mark.parametrize(
    ("text", "agencies"),
    [
        ("NORPORT, Oct 4 (Harbour) - The pier was closed on Monday.", ["Harbour"]),
        (f"{BODY}\n\nThe lock failed twice.\n\nWith Harbour", ["Harbour"]),
        (f"{BODY}\n\nAdditional reporting by Ilse Tanner", []),
        ("NORPORT (Harbour) — The pier was closed.\n\nTwo cranes fell, Harbour reported.", ["Harbour", "Harbour"]),
        (f"{BODY} The mayor told the council that it was over.", []),
    ],
)
def test_credits_are_the_agencies_that_the_text_shows(text: str, agencies: list[str]) -> None:
    assert [credit.source for credit in analyse(text).credits] == agencies


def test_an_agency_does_not_credit_itself() -> None:
    assert analyse("NORPORT, Oct 4 (Harbour) - The pier was closed.", source="Harbour").credits == ()


def test_pronouns_take_the_last_turn() -> None:
    text = (
        "Petra Osk, the union's secretary, said the crane was old.\n\n"
        "The company denies that the crane was old. In a statement it said the crane was built in 2019."
    )
    assert speakers(text)[-1] == "company"
    text = "Tomas Berg said the lock held. A former engineer said it had failed. “We wrote it down,” he said."
    assert speakers(text)[-1] == "former engineer"


def test_a_surname_is_the_person_in_full() -> None:
    text = "Petra Osk, the transport minister, closed the pier. “It is old,” Ms Osk said. “It will go,” she added."
    assert set(speakers(text)) == {"Petra Osk"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "Osk said that the pier was safe and that it was built in 2019.",
            ["The pier was safe", "It was built in 2019"],
        ),
        ("The owner, Norport Lines, said in a statement that the pier was safe.", ["The pier was safe"]),
        ("The pier was safe, according to two men, who asked not to be named.", ["The pier was safe"]),
        ("Send us a picture of the pier. Do not worry about the light.", []),
        ("A woman asked how many boats there were.", ["A woman asked how many boats there were"]),
    ],
)
def test_claims_read_as_sentences_and_stand_once(text: str, said: list[str]) -> None:
    assert statements(text) == said


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Osk suspended the sailings until Friday.", "2025-10-17"),
        ("Osk had agreed to meet the crews on Monday.", "2025-10-20"),
        ("Osk met the crews on Monday.", "2025-10-13"),
    ],
)
def test_what_lasts_or_is_agreed_lies_ahead(text: str, day: str) -> None:
    assert [date.value for date in analyse(text, published_at=WEDNESDAY).dates] == [day]


@pytest.mark.parametrize(
    "text",
    [
        "Twelve people have died.",
        "Divers recovered three bodies, bringing the number of dead to 12.",
        "24 people were unaccounted for.",
        "A total of 132 people had been rescued.",
    ],
)
def test_a_toll_moves(text: str) -> None:
    assert [claim.volatile for claim in analyse(text).claims] == [True]


def test_a_toll_is_no_bell() -> None:
    assert not analyse("The churches will toll their two bells.").claims[0].volatile


def test_a_transcript_names_its_speakers() -> None:
    text = (
        "The two met on Monday.\n\nOSK: The pier is gone for good and nobody misses it.\n\n"
        "FALK: Then we must build another one, and soon."
    )
    assert speakers(text) == ["OSK", "FALK"]
    assert statements(text)[-1] == "Then we must build another one, and soon"


def test_the_time_of_day_counts_nothing() -> None:
    text = "The pier was closed at four o'clock. It opens at ten past seven, and closes shortly after nine."
    assert analyse(text).quantities == ()


def test_what_befell_people_is_worth_more_than_what_somebody_says_of_herself() -> None:
    text = (
        "Nobody was hurt in the landslide at Orvane, the mayor said.\n\n"
        "“I counted the cows twice,” Mara Benn, a farmer, said.\n\n"
        "“A bridge that was built in two days is a bridge that fails,” said Ilse Korr, an engineer."
    )
    worth = {claim.statement: claim.check_worthiness for claim in analyse(text).claims}
    hurt, cows, bridge = (worth[next(one for one in worth if word in one)] for word in ("hurt", "cows", "bridge"))
    assert hurt > 0.7 > max(cows, bridge)


def test_what_is_told_of_the_speaker_is_no_part_of_her_words() -> None:
    assert statements("“Nobody tells us anything,” said Petra Aebi, whose son Jonas, 12, was on the coach.")[0] == (
        "Nobody tells us anything"
    )


@pytest.mark.parametrize(
    "line", ["Harbour Wire contributed to this report.", "Ilse Tanner contributed reporting to this story"]
)
def test_who_contributed_is_no_claim(line: str) -> None:
    analysis = analyse(f"{BODY}\n\n{line}")
    assert analysis.passages[-1].kind is PassageKind.FOOTER
    assert [credit.source for credit in analysis.credits] == (["Harbour Wire"] if "Wire" in line else [])


def test_a_line_that_points_ahead_is_no_claim() -> None:
    assert statements("Six people have died on the pier. Here is what we know.") == ["Six people have died on the pier"]


def test_a_pronoun_is_named_only_where_it_can_mean_nobody_else() -> None:
    text = "Prosecutor Silvia Kern said she had opened an inquiry against the driver. He has not been questioned yet."
    assert statements(text)[-1] == "He has not been questioned yet"
    assert statements("Silvia Kern opened an inquiry. She will speak soon.")[-1] == "She [Silvia Kern] will speak soon"


def test_a_girl_of_11_is_an_age() -> None:
    assert [quantity.noun for quantity in analyse("A girl of 11 died in hospital on Monday.").quantities] == ["age"]


def test_a_hospital_is_not_named_like_its_town() -> None:
    assert speakers("Three people died, Norport hospital said.") == ["Norport hospital"]
    assert speakers("He was fit to travel, according to the Maddern General hospital.") == ["Maddern General hospital"]


@pytest.mark.parametrize("office", ["Spokeswoman", "Prosecutor", "Detective Inspector", "Coach"])
def test_an_office_in_front_is_no_part_of_the_name(office: str) -> None:
    assert speakers(f"{office} Ana Ruiz said the bridge was closed.") == ["Ana Ruiz"]


def test_who_declined_to_comment_is_said_once() -> None:
    assert len(statements("Aas, a spokesman of the port, declined to comment on the memo.")) == 1
