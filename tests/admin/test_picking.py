"""One of many: the nearest in a list, any other by its words or its address, and nothing that was typed is lost."""

import re
from typing import Any

import pytest

from stories.admin.picking import NEAREST
from stories.application.handle import Order, handle_story, now
from stories.application.ids import new_id
from stories.application.people import by_user
from stories.domain.commands_claim import CreateClaim
from stories.domain.records import NewEvidence
from stories.domain.values import ClaimId
from stories.domain.vocabulary import EvidenceKind, Terms
from stories.projections.stories import refresh


@pytest.fixture
def crowded(newsroom: Any, django_user_model: Any) -> Any:
    """A claim about a ferry, another one about it, and sixty about boats."""
    seen = (NewEvidence(EvidenceKind.OBSERVATION, "Seen.", Terms.ON_RECORD, now()),)
    words = ["The ferry Gannet sank at noon.", "The ferry Gannet sank at dusk.", "A tram derailed in Hallow Street."]
    words += [f"Boat {n} was towed away." for n in range(60)]
    commands = [CreateClaim(ClaimId(new_id("clm")), text, seen) for text in words]
    by = by_user(django_user_model.objects.get(username="rita"))
    handle_story(newsroom.story, lambda _state: commands, Order(by, now()))
    refresh(newsroom.story)
    return newsroom


def offered(page: str) -> list[str]:
    return re.findall(r'<option value="(clm_\w+)"', page)


def test_the_list_is_short_and_begins_with_the_nearest(crowded: Any, signed_in: Any) -> None:
    page = signed_in("ana").get(f"{crowded.address(crowded.claim('at noon'))}merge/")
    assert len(offered(page)) <= NEAREST + 1
    assert offered(page)[0] == crowded.claim("at dusk").id
    assert "or one of 31 more, by its words or its address" in page


@pytest.mark.parametrize(
    "typed", ["tram hallow", "  DERAILED  ", "{id}", "http://desk.example/admin/stories/claim/{id}/"]
)
def test_any_other_is_named_by_its_words_or_its_address(crowded: Any, signed_in: Any, typed: str) -> None:
    ferry, tram = crowded.claim("at noon"), crowded.claim("tram")
    ana, near = signed_in("ana"), crowded.claim("at dusk").id
    sent = ana.send(crowded.address(ferry), "merge", into=near, into_words=typed.format(id=tram.id))
    assert sent.status_code == 303
    assert crowded.state().claims[ferry.id].merged_into == tram.id


def test_several_are_offered_and_none_is_said(crowded: Any, signed_in: Any) -> None:
    ferry, ana = crowded.claim("at noon"), signed_in("ana")
    several = ana.send(crowded.address(ferry), "merge", into="", into_words="boat towed")
    assert several.status_code == 422
    assert "60 have “boat towed”: choose one of them in the list." in several.content.decode()
    assert set(offered(several.content.decode())) <= {one.id for one in crowded.state().claims.values()} - {ferry.id}
    none = ana.send(crowded.address(ferry), "merge", into="", into_words="an <airship>")
    assert "None has “an &lt;airship&gt;”." in none.content.decode()
    assert 'value="an &lt;airship&gt;"' in none.content.decode()
    assert ana.send(crowded.address(ferry), "merge", into="").status_code == 422


def test_what_was_found_by_its_words_stays_chosen_when_the_form_comes_back(crowded: Any, signed_in: Any) -> None:
    ferry, tram = crowded.claim("at noon"), crowded.claim("tram")
    typed = {"successor": "", "successor_words": "tram", "valid_from": "whenever"}
    ana = signed_in("ana")
    ana.send(crowded.address(ferry), "accept", statement=ferry.statement)
    page = ana.send(crowded.address(ferry), "supersede", **typed).content.decode()
    assert re.search(rf'<option value="{tram.id}" selected', page)
    assert 'name="successor_words" value=""' in page


def test_an_address_may_choose_what_the_form_offers(crowded: Any, signed_in: Any) -> None:
    address, boat = crowded.address(crowded.claim("at noon")), crowded.claim("Boat 59 ").id
    ana = signed_in("ana")
    ana.send(address, "accept", statement="The ferry Gannet sank at noon.")
    page = ana.get(f"{address}dispute/?by_claim={boat}")
    assert re.search(rf'<option value="{boat}" selected', page)
