"""What the machine asks of the desk by itself, and what answers it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from stories.api.live.audience import told_to_readers
from stories.application.asking import MOST_OPEN
from stories.application.handle import Order, handle_story, now
from stories.application.ids import new_id
from stories.application.intake import Incoming, SourceGiven, create_story, file_article
from stories.application.moving import move_article
from stories.comparison.gaps import counts, uncounted
from stories.domain.actors import MACHINE
from stories.domain.commands import StoryStreamCommand
from stories.domain.commands_claim import AcceptClaim, CreateClaim, DismissClaim, UndoDecision, VerifyClaim
from stories.domain.commands_story import (
    CloseQuestion,
    OpenQuestion,
    PublishStory,
    ResolveContradiction,
)
from stories.domain.records import NewEvidence
from stories.domain.state import Claim, Question
from stories.domain.story import Story
from stories.domain.values import ArticleId, ClaimId, QuestionId
from stories.domain.vocabulary import (
    ContradictionOutcome,
    DismissReason,
    EvidenceKind,
    QuestionKind,
    QuestionOutcome,
    QuestionReason,
    Status,
    Terms,
)
from stories.eventlog.folding import STORIES
from stories.eventlog.read import read_stream
from stories.eventlog.streams import StreamRef
from stories.models import reading
from tests.application.listeners import HEAD

Pump = Callable[[], None]
DAY = datetime(2025, 10, 7, 12, tzinfo=UTC)
UNNAMED = "The quay at Port Ilva will be closed to lorries from Thursday, an official at the port authority said."
NAMED = "The quay at Port Ilva will be closed to lorries from Thursday, harbour master Dana Whitlow said."
SEVERAL = "Several people were injured when the crane on the quay at Port Ilva fell on Monday night."
SEVEN = "The clinic of Port Ilva has Seven hurt dock workers in its beds since the night, its director said."
BUILT = "The crane on the quay at Port Ilva was built in 1987, the port authority said."
BUILT_LATER = "The crane on the quay at Port Ilva was built in 1994, the maker of the crane said."


@pytest.fixture
def story(committed_db: object) -> str:
    return create_story("The crane of Port Ilva", "crane", Order(HEAD, now()), public=True).stream


def file(story: str, name: str, *texts: str, pump: Pump) -> ArticleId:
    sent = Incoming(source=SourceGiven(name=name), text="\n\n".join(texts), published_at=DAY, story=story)
    article = ArticleId(file_article(sent, Order(MACHINE, now())).article)
    pump()
    return article


def folded(story: str) -> Story:
    return STORIES.at_version(StreamRef.parse(story), 2**31 - 1).state


def decide(story: str, *commands: StoryStreamCommand, pump: Pump) -> None:
    handle_story(story, lambda _state: commands, Order(HEAD, now()))
    pump()


def claim(story: str, words: str) -> Claim:
    return next(one for one in folded(story).claims.values() if words in one.statement)


def asked(story: str) -> list[Question]:
    return list(folded(story).questions.values())


def test_an_unnamed_source_is_asked_about_once_the_desk_carries_it_and_named_by_another_outlet(
    story: str, pump: Pump
) -> None:
    file(story, "Ilva Post", UNNAMED, pump=pump)
    assert asked(story) == []
    held = claim(story, "lorries")
    decide(story, AcceptClaim(held.id), pump=pump)
    (question,) = asked(story)
    assert (question.why, question.about) == (QuestionReason.UNNAMED_SOURCE, held.id)
    assert (question.owner, question.due is not None) == (HEAD.person, True)
    assert "official" in question.text
    row = reading.Question.objects.get(pk=question.id)
    assert (row.status, row.due) == ("open", question.due)
    file(story, "Ilva Herald", NAMED, pump=pump)
    (question,) = asked(story)
    assert (question.outcome, question.claim) == (QuestionOutcome.ANSWERED, held.id)
    assert "Dana Whitlow" in str(question.answer) or "Ilva Herald" in str(question.answer)


def test_who_decided_through_a_key_owns_what_is_asked(story: str, pump: Pump) -> None:
    file(story, "Ilva Post", UNNAMED, pump=pump)
    accept = AcceptClaim(claim(story, "lorries").id)
    through = replace(HEAD, actor=f"{HEAD.person}/key_{'5' * 32}")
    handle_story(story, lambda _state: [accept], Order(through, now()))
    pump()
    (question,) = asked(story)
    assert question.owner == HEAD.person


def test_readers_see_nothing_of_what_a_machine_asks(story: str, pump: Pump) -> None:
    file(story, "Ilva Post", UNNAMED, pump=pump)
    decide(story, AcceptClaim(claim(story, "lorries").id), PublishStory(), pump=pump)
    (question,) = asked(story)
    decide(story, OpenQuestion(QuestionId(new_id("que")), QuestionKind.QUESTION, "Since when?"), pump=pump)
    state = Client().get("/api/v1/stories/crane/").json()
    assert [one["text"] for one in state["questions"]] == ["Since when?"]
    listed = Client().get("/api/v1/stories/crane/questions/").json()["results"]
    assert [one["text"] for one in listed] == ["Since when?"]
    assert Client().get(f"/api/v1/questions/{question.id}/").status_code == 404
    assert question.text not in Client().get("/stories/crane/").content.decode()
    opened = [one for one in read_stream(StreamRef.parse(story)) if one.envelope.type == "question.opened"]
    assert len(opened) == 2
    assert set(told_to_readers(opened)) == {opened[1].envelope.id}


def test_what_a_person_closed_is_not_asked_again_and_what_she_asks_not_at_all(story: str, pump: Pump) -> None:
    file(story, "Ilva Post", UNNAMED, SEVERAL, pump=pump)
    quay, hurt = claim(story, "lorries").id, claim(story, "injured").id
    mine = QuestionId(new_id("que"))
    decide(story, OpenQuestion(mine, QuestionKind.QUESTION, "How many?", hurt), AcceptClaim(hurt), pump=pump)
    assert [one.id for one in asked(story)] == [mine]
    decide(story, AcceptClaim(quay), pump=pump)
    (machines,) = [one.id for one in asked(story) if one.why]
    decide(story, CloseQuestion(machines, QuestionOutcome.ANSWERED, "we know her"), pump=pump)
    file(story, "Tarn Times", UNNAMED, pump=pump)
    assert len(asked(story)) == 2
    assert folded(story).questions[machines].note == "we know her"


def test_a_missing_number_is_asked_for_and_answered_by_the_claim_that_gives_it(story: str, pump: Pump) -> None:
    file(story, "Ilva Post", SEVERAL, pump=pump)
    decide(story, AcceptClaim(claim(story, "Several").id), pump=pump)
    (question,) = asked(story)
    assert question.why is QuestionReason.MISSING_SLOT
    file(story, "Ilva Herald", SEVEN, pump=pump)
    counted = claim(story, "Seven hurt")
    assert folded(story).questions[question.id].outcome is None, "nobody has decided on it"
    decide(story, AcceptClaim(counted.id), pump=pump)
    (question,) = asked(story)
    assert (question.outcome, question.claim) == (QuestionOutcome.ANSWERED, counted.id)
    assert "Seven hurt" in str(question.answer)


def test_a_number_that_another_outlet_prints_of_the_same_claim_answers_it(story: str, pump: Pump) -> None:
    file(story, "Ilva Post", SEVERAL, pump=pump)
    held = claim(story, "Several").id
    decide(story, AcceptClaim(held), pump=pump)
    file(story, "Ilva Herald", SEVERAL.replace("Several", "Seven"), pump=pump)
    (question,) = asked(story)
    assert (question.outcome, question.claim) == (QuestionOutcome.ANSWERED, held)


def test_an_open_contradiction_of_a_line_that_we_carry_is_a_question_until_it_is_resolved(
    story: str, pump: Pump
) -> None:
    file(story, "Ilva Post", BUILT, pump=pump)
    file(story, "Ilva Herald", BUILT_LATER, pump=pump)
    (held,) = folded(story).contradictions.values()
    assert asked(story) == []
    first = claim(story, "1987")
    decide(story, AcceptClaim(first.id), pump=pump)
    (question,) = asked(story)
    assert (question.why, question.about) == (QuestionReason.CONTRADICTION, held.id)
    assert "1987" in question.text
    assert "1994" in question.text
    call = NewEvidence(EvidenceKind.CALL, "the register says so", Terms.ON_RECORD, now())
    resolve = ResolveContradiction(held.id, ContradictionOutcome.SIDE_STANDS, (), first.id, new_evidence=(call,))
    decide(story, resolve, pump=pump)
    (question,) = asked(story)
    assert (question.outcome, question.claim) == (QuestionOutcome.ANSWERED, first.id)


def test_a_verdict_answers_and_can_still_be_undone(story: str, pump: Pump) -> None:
    file(story, "Ilva Post", UNNAMED, pump=pump)
    held = claim(story, "lorries").id
    decide(story, AcceptClaim(held), pump=pump)
    call = NewEvidence(EvidenceKind.CALL, "the port authority", Terms.NOT_FOR_ATTRIBUTION, now())
    decide(story, VerifyClaim(held, new_evidence=(call,)), pump=pump)
    (question,) = asked(story)
    assert question.answer == "The desk has verified it."
    decide(story, UndoDecision(held), pump=pump)
    assert folded(story).claims[held].status is Status.REPORTED
    assert len(asked(story)) == 1


def test_what_nobody_carries_is_not_asked_and_what_was_dismissed_is_asked_no_more(story: str, pump: Pump) -> None:
    file(story, "Ilva Post", UNNAMED, SEVERAL, pump=pump)
    quay = claim(story, "lorries").id
    decide(story, DismissClaim(quay, DismissReason.OPINION), pump=pump)
    assert asked(story) == []


def test_a_story_is_not_flooded(story: str, pump: Pump) -> None:
    texts = [f"Several people were injured at pier {n} of Port Ilva." for n in range(MOST_OPEN + 5)]
    made = [ClaimId(new_id("clm")) for _ in texts]
    call = NewEvidence(EvidenceKind.CALL, "the port authority", Terms.ON_RECORD, now())
    for id_, words in zip(made, texts, strict=True):
        handle_story(story, lambda _, i=id_, w=words: [CreateClaim(i, w, (call,)), AcceptClaim(i)], Order(HEAD, now()))  # type: ignore[misc,arg-type]
    pump()
    assert len(asked(story)) == MOST_OPEN
    closed = asked(story)[0].id
    decide(story, CloseQuestion(closed, QuestionOutcome.ANSWERED), AcceptClaim(made[0]), pump=pump)
    decide(story, VerifyClaim(made[-1], (1,)), pump=pump)
    assert len(asked(story)) == MOST_OPEN + 1


def test_a_question_goes_where_its_claim_goes(story: str, pump: Pump) -> None:
    article = file(story, "Ilva Post", UNNAMED, pump=pump)
    decide(story, AcceptClaim(claim(story, "lorries").id), pump=pump)
    (question,) = asked(story)
    other = create_story("The quay", "quay", Order(HEAD, now()), public=False).stream
    move_article(story, other, article, Order(HEAD, now() + timedelta(seconds=1)))
    pump()
    assert asked(story) == []
    assert [(one.id, one.why) for one in asked(other)] == [(question.id, question.why)]


def test_who_decided_is_asked_until_a_claim_tells(story: str, pump: Pump) -> None:
    file(story, "Ilva Post", "The plan for a second crane on the quay of Port Ilva was approved on Monday.", pump=pump)
    held = claim(story, "approved")
    decide(story, AcceptClaim(held.id), pump=pump)
    (question,) = asked(story)
    assert (question.why, question.text.split("?")[0]) == (QuestionReason.MISSING_SLOT, "Who decided it")
    file(story, "Ilva Herald", "The harbour board approved the plan for a second crane on Monday.", pump=pump)
    (question,) = asked(story)
    assert question.outcome is QuestionOutcome.ANSWERED
    assert "harbour board" in str(question.answer)


@pytest.mark.parametrize(
    ("statement", "gap"),
    [
        ("Several people were injured when the crane fell", "injure"),
        ("Many passengers are still missing", "miss"),
        ("A large number of workers were killed", "die"),
        ("An unknown number of residents were evacuated", "evacuate"),
        ("Seven people were injured", ""),
        ("Several people were injured and 2 were killed", "injure"),
        ("Dozens of people were injured", ""),
        ("Some 40 people were injured", ""),
        ("Several roads were closed", ""),
        ("Some people like the crane", ""),
        ("Nobody was injured", ""),
    ],
)
def test_a_toll_in_words_alone(statement: str, gap: str) -> None:
    assert uncounted(statement) == gap


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("Seven people were injured on the quay", True),
        ("The injured are now at least 7", True),
        ("Several people were injured at pier 3", False),
        ("Three cranes fell, and several dockers were injured", False),
        ("Many were injured. Two lorries burned", False),
    ],
)
def test_whether_a_toll_is_given_as_a_number(text: str, given: bool) -> None:
    assert counts(text, "injure") is given
