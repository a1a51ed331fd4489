"""Reprints that come in after what they print was taken back are proposed to be withdrawn too, at once."""

from stories.application.handle import Order, now
from stories.application.intake import create_story
from stories.application.reaching import reach
from stories.application.sources import register
from stories.application.taking_back import confirm, withdraw_source
from stories.domain.actors import MACHINE
from stories.domain.commands_article import RequestReanalysis, WithdrawArticle
from stories.domain.commands_story import ConfirmSuggestion, RejectSuggestion
from stories.domain.state import Suggestion
from stories.domain.values import ArticleId, SuggestionId
from stories.domain.vocabulary import Judgement, Publication, SourceKind, WithdrawScope
from tests.application.listeners import HEAD
from tests.application.reservoir import LEAK, OWN, POWER, REPRINT, Pump, begun, decide, filed, folded


def _asked(story: str) -> list[Suggestion]:
    return list(folded(story).suggestions.values())


def _standing(story: str, article: ArticleId) -> set[str]:
    return {
        one.statement
        for one in folded(story).claims.values()
        for it in one.standing_appearances
        if it.article == article
    }


def _elsewhere(title: str) -> str:
    return create_story(title, None, Order(MACHINE, now()), public=False).stream


def test_a_reprint_after_the_kill_is_proposed_and_its_own_reporting_stands(committed_db: object, pump: Pump) -> None:
    story = begun()
    wire = filed(story, "Halyard Press", f"{LEAK}\n\n{POWER}", pump, SourceKind.WIRE, url="https://halyard.example/1")
    killed = {"url": "https://halyard.example/1", "pubstatus": Publication.CANCELED}
    filed(story, "Halyard Press", f"{LEAK}\n\n{POWER}", pump, SourceKind.WIRE, **killed)
    assert not _asked(story)
    echo = filed(story, "Sorvel Echo", f"{LEAK}\n\n{OWN}", pump)
    (made,) = _asked(story)
    assert (made.a, made.b, made.judgement) == (wire, echo, Judgement.SUGGESTED)
    assert made.reason.startswith("It came in after this was taken back: ")
    told = reach(story, wire)
    assert {one["id"] for one in told["other_articles"]} == {echo}
    assert [one for one in told["other_articles"][0]["copied"] if "eleven metres" in one]
    assert len(_standing(story, echo)) == 2
    decide(story, RequestReanalysis(echo, "once more"))
    pump()
    assert len(_asked(story)) == 1
    confirm(story, ConfirmSuggestion(made.id), Order(HEAD, now()))
    pump()
    (left,) = _standing(story, echo)
    assert "lorries" in left
    assert {one["id"] for one in reach(story, wire)["other_articles"]} == {echo}


def test_what_a_wire_kills_is_proposed_wherever_others_printed_it(committed_db: object, pump: Pump) -> None:
    story, rain = begun(), _elsewhere("Rain")
    address = "https://halyard.example/1"
    wire = filed(story, "Halyard Press", f"{LEAK}\n\n{POWER}", pump, SourceKind.WIRE, url=address)
    filed(story, "Sorvel Echo", f"{LEAK}\n\n{OWN}", pump)
    filed(rain, "Tarn Times", f"It rains.\n\n{LEAK}", pump)
    canceled = {"url": address, "pubstatus": Publication.CANCELED}
    filed(story, "Halyard Press", f"{LEAK}\n\n{POWER}", pump, SourceKind.WIRE, **canceled)
    assert [(one.a, one.b) for one in _asked(story)] == [(wire, story)]
    assert [(one.a, one.b) for one in _asked(rain)] == [(wire, rain)]


def test_it_is_proposed_in_whatever_story_it_comes_in(committed_db: object, pump: Pump) -> None:
    story, rain = begun(), _elsewhere("Rain")
    withdrawn = filed(story, "Halyard Press", f"{LEAK}\n\n{POWER}", pump)
    decide(story, WithdrawArticle(withdrawn, "made up"))
    late = filed(rain, "Tarn Times", f"It rains.\n\n{LEAK}\n\n{OWN}", pump)
    apart = filed(rain, "Valley Voice", f"It rained.\n\n{OWN}", pump)
    (made,) = _asked(rain)
    assert (made.a, made.b) == (withdrawn, late)
    assert not _asked(story)
    confirm(rain, ConfirmSuggestion(made.id), Order(HEAD, now()))
    assert not any("crack" in one for one in _standing(rain, late))
    assert any("lorries" in one for one in _standing(rain, apart))


def test_of_a_wire_that_never_came_in_later_reprints_are_known_by_those_before(
    committed_db: object, pump: Pump
) -> None:
    story, rain = begun(), _elsewhere("Rain")
    wire, _ = register("Halyard Press", SourceKind.WIRE, None, None, Order(MACHINE, now()))
    filed(story, "Sorvel Echo", REPRINT, pump)
    withdraw_source(wire, "the wire has killed it", WithdrawScope.ORIGIN, Order(HEAD, now()))
    pump()
    (first,) = _asked(story)
    between = filed(rain, "Lake Letter", f"Trout are few.\n\n{LEAK}\n\n{OWN}", pump)
    assert not _asked(rain)
    confirm(story, ConfirmSuggestion(first.id), Order(HEAD, now()))
    pump()
    (waits,) = _asked(rain)
    assert (waits.a, waits.b) == (wire, rain)
    late = filed(rain, "Tarn Times", f"It rains.\n\n{LEAK}\n\n{POWER}", pump)
    assert [(one.a, one.b) for one in _asked(rain)] == [(wire, rain), (wire, late)]
    confirm(rain, ConfirmSuggestion(SuggestionId(waits.id)), Order(HEAD, now()))
    assert {one.judgement for one in _asked(rain)} == {Judgement.CONFIRMED}
    assert not _standing(rain, late)
    assert any("lorries" in one for one in _standing(rain, between))


def test_what_may_still_be_printed_is_no_reprint(committed_db: object, pump: Pump) -> None:
    story = begun()
    filed(story, "Valley Voice", f"{POWER}\n\nIt was a cold day.", pump)
    withdrawn = filed(story, "Sorvel Echo", f"{LEAK}\n\n{POWER}", pump)
    decide(story, WithdrawArticle(withdrawn, "the crack is in another wall"))
    filed(story, "Sorvel Echo", f"{LEAK.replace('east', 'west')}\n\n{POWER}", pump, title="Corrected")
    filed(story, "Tarn Times", f"{POWER}\n\n{OWN}", pump)
    assert not _asked(story)
    late = filed(story, "Lake Letter", f"{LEAK}\n\n{POWER}\n\n{OWN}", pump)
    (made,) = _asked(story)
    assert made.b == late
    decide(story, RejectSuggestion(made.id))
    decide(story, RequestReanalysis(late, "once more"))
    pump()
    assert len(_asked(story)) == 1
    assert late not in {one["id"] for one in reach(story, withdrawn)["other_articles"] if one["copied"]}
