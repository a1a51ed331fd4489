"""What the machine suggests between stories, as the desk sees and judges it."""

import re
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User

from stories.application.decisions import desk_suggestions
from stories.application.handle import Order, handle_desk, now
from stories.application.ids import new_id
from stories.application.intake import create_story
from stories.application.people import by_user
from stories.application.whereabouts import story_of
from stories.domain.actors import MACHINE
from stories.domain.commands_story import MakeSuggestion
from stories.domain.events_story import SuggestionMade
from stories.domain.values import SuggestionId
from stories.domain.vocabulary import Judgement, SuggestionKind
from stories.projections.stories import refresh


@pytest.fixture
def asked(analysed: Any) -> tuple[str, str]:
    """The article and the story that it might be of."""
    (article,) = analysed.state().articles
    other = create_story("The fish market", None, Order(by_user(User.objects.get(username="ana")), now()), public=False)
    refresh(other.stream)
    made = SuggestionMade(
        SuggestionId(new_id("sug")),
        SuggestionKind.ARTICLE_IN_STORY,
        article,
        other.stream,
        Decimal("0.4"),
        "the same names and words",
        "grouping@1",
    )
    handle_desk([MakeSuggestion(made)], Order(MACHINE, now()))
    return article, other.stream


def _form(page: str, verb: str) -> tuple[str, dict[str, str]]:
    found = re.search(rf'<form method="post" action="(/admin/intake/sug_[0-9a-f]{{32}}/{verb}/)".*?</form>', page)
    assert found
    return found[1], dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', found[0]))


def test_a_confirmed_suggestion_moves_the_article_once(asked: tuple[str, str], signed_in: Any) -> None:
    article, story = asked
    ana = signed_in("ana")
    page = ana.get("/admin/intake/")
    assert "The fish market" in page
    address, fields = _form(page, "confirm")
    for _ in range(2):
        assert ana.post(address, fields).status_code == 303
    assert story_of(article) == story
    assert "sug_" not in ana.get("/admin/intake/").split('id="suggestions"')[1].split("</section>")[0]


def test_who_may_not_judge_is_told_who_may(asked: tuple[str, str], signed_in: Any) -> None:
    article, story = asked
    rita = signed_in("rita")
    address, fields = _form(rita.get("/admin/intake/"), "confirm")
    rita.post(address, fields)
    assert "Your role does not allow this" in rita.get("/admin/intake/")
    assert story_of(article) != story
    assert rita.client.get(address).status_code == 405


def test_a_form_that_comes_back_with_another_verb_is_recorded_once(asked: tuple[str, str], signed_in: Any) -> None:
    ana = signed_in("ana")
    address, fields = _form(ana.get("/admin/intake/"), "unsure")
    for verb in ("unsure", "reject"):
        assert ana.post(address.replace("/unsure/", f"/{verb}/"), fields).status_code == 303
    assert "it is recorded once" in ana.get("/admin/intake/")
    assert [one.judgement for one in desk_suggestions().values()] == [Judgement.UNSURE]
