"""Claims, contradictions and events at the desk; intake, operations, handover and help."""

import json
import re
from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import User

from stories.application.handle import Order, now
from stories.application.intake import Incoming, SourceGiven, file_article
from stories.application.people import by_user
from stories.application.reactions import analyse_new
from stories.eventlog.read import read_event, read_stream
from stories.eventlog.streams import StreamRef
from stories.models import Event, Handover, reading

BLANK = {"kind": "call", "terms": "on_record", "summary": ""}
OPENED = "ILVA - The Ilva fish market opened in 1962. It has forty stalls.\n"
OTHER = (
    "SORN - Nineteen people were rescued from the roof of the Ilva fish market on Monday, the river police said.\n\n"
    "The Ilva fish market opened in 1974.\n\n"
    '"The water rose faster than most of us had seen," harbour master Juno Sarr told reporters.\n'
)


@pytest.fixture
def contradicted(analysed: Any) -> Any:
    """Two more outlets, with two years for one opening, and the harbour master in slightly other words."""
    for outlet, text in (("Ilva Radio", OPENED), ("Sorn Mail", OTHER)):
        incoming = Incoming(SourceGiven(name=outlet), text=text, title=f"By {outlet}", story=analysed.story)
        before = analysed.state().version
        file_article(incoming, Order(by_user(User.objects.get(username="ana")), now()))
        analyse_new(list(read_stream(StreamRef.parse(analysed.story), after=before)))
    return analysed


def token(browser: Any, address: str = "/admin/help/") -> dict[str, str]:
    browser.get(address)
    return {"csrfmiddlewaretoken": browser.client.cookies["csrftoken"].value}


def contradiction_of(newsroom: Any) -> str:
    found = next(iter(newsroom.state().contradictions))
    return f"/admin/stories/contradiction/{found}/"


def test_the_sides_stand_beside_each_other_with_what_differs_marked(contradicted: Any, signed_in: Any) -> None:
    page = signed_in("ana").get(contradiction_of(contradicted))
    assert '<mark class="figure">1962</mark>' in page
    assert '<mark class="figure">1974</mark>' in page
    assert "Ilva Radio" in page
    assert "Sorn Mail" in page
    assert "its own origin" in page
    for label in ("This side stands", "All wrong", "Both in turn", "Different scope", "Need information"):
        assert label in page


def test_a_dialog_opened_from_a_side_has_it_chosen(contradicted: Any, signed_in: Any) -> None:
    (held,) = contradicted.state().contradictions.values()
    address, side = f"/admin/stories/contradiction/{held.id}/", held.sides[1].claim
    ana = signed_in("ana")
    assert f'{address}side_stands/?side={side}"' in ana.get(address)
    chosen = r'<input[^>]*value="(clm_\w+)"[^>]*checked'
    assert re.findall(chosen, ana.get(f"{address}side_stands/?side={side}")) == [side]
    for odd in ("clm_" + "0" * 32, "x", "%00"):
        assert not re.search(chosen, ana.get(f"{address}side_stands/?side={odd}"))
    assert "?side=" not in ana.get(f"{address}?at_version={contradicted.state().version}")


@pytest.mark.parametrize("verb", ["side_stands", "all_wrong", "both_in_turn", "different_scope"])
def test_a_contradiction_is_settled_with_evidence(contradicted: Any, signed_in: Any, verb: str) -> None:
    ana, page = signed_in("ana"), contradiction_of(contradicted)
    side = next(iter(contradicted.state().contradictions.values())).sides[0].claim
    chosen = {"side": side} if verb == "side_stands" else {}
    assert ana.send(page, verb, note="", verdicts=[], **BLANK, **chosen).status_code == 422
    filed = BLANK | {"summary": "The harbour office counted again."}
    assert ana.send(page, verb, note="", verdicts=[], **filed, **chosen).status_code == 303
    assert next(iter(contradicted.state().contradictions.values())).outcome == verb
    assert verb in ana.get(page)


def test_the_side_that_stands_has_to_be_named(contradicted: Any, signed_in: Any) -> None:
    filed = BLANK | {"summary": "The harbour office counted again."}
    answer = signed_in("ana").send(contradiction_of(contradicted), "side_stands", note="", **filed)
    assert answer.status_code == 422
    assert "contradiction.resolved" not in contradicted.events()


def test_needing_information_asks_a_question_that_the_contradiction_shows(contradicted: Any, signed_in: Any) -> None:
    ana, page = signed_in("ana"), contradiction_of(contradicted)
    assert ana.send(page, "information", text="Who counted?", owner="", due="").status_code == 303
    assert "Who counted?" in ana.get(page)
    assert "Who counted?" in ana.get(f"{contradicted.page}questions/")


def test_a_claim_says_why_it_is_held_so_from_the_article_to_the_verdict(analysed: Any, signed_in: Any) -> None:
    claim, ana, ben = analysed.claim("rescued"), signed_in("ana"), signed_in("ben")
    ana.send(
        analysed.address(claim), "verify", note="Heard it.", publish="on", **BLANK | {"summary": "Rang the office."}
    )
    page = ben.get(analysed.address(claim))
    chain = page[page.index('class="chain"') : page.index("</ol>", page.index('class="chain"'))]
    steps = [chain.index(words) for words in ("printed by Ilva Courier", "found in it", "evidence added", "verified")]
    assert steps == sorted(steps)
    assert "Why verified?" in page
    assert "Heard it." in chain


def test_quotations_are_aligned_word_by_word(contradicted: Any, signed_in: Any) -> None:
    claim = contradicted.claim("faster than")
    page = signed_in("ana").get(contradicted.address(claim))
    assert len(claim.standing_appearances) == 2
    table = page[page.index('id="variants"') : page.index("</table>")]
    assert "Ilva Courier" in table
    assert re.search(r"<del>\w+</del><ins>\w+</ins> of us had seen", table)


def test_terms_stand_beside_evidence_and_a_contact_is_for_two_kinds_of_eyes(newsroom: Any, signed_in: Any) -> None:
    claim, rita = newsroom.made(), signed_in("rita")
    filed = BLANK | {"summary": "Said so twice.", "terms": "background", "contact_label": "a pilot"}
    rita.send(newsroom.address(claim), "evidence", contact_name="Mara Oste", contact_reach="555 0101", **filed)
    pages = {name: signed_in(name).get(newsroom.address(claim)) for name in ("rita", "ana", "hedda", "olga")}
    for page in pages.values():
        assert '<span class="terms">background</span>' in page
        assert "a pilot" in page
    assert "Mara Oste" in pages["rita"]
    assert "Mara Oste" in pages["hedda"]
    assert "Mara Oste" not in pages["ana"]
    assert "Mara Oste" not in pages["olga"]


def test_an_event_shows_its_bytes_its_cause_what_followed_and_what_it_changed(analysed: Any, signed_in: Any) -> None:
    claim, ana = analysed.claim("rescued"), signed_in("ana")
    ana.send(analysed.address(claim), "accept", statement=claim.statement, publish="on")
    accepted = Event.objects.get(type="claim.accepted")
    page = ana.get(f"/admin/stories/event/{accepted.pk}/change/")
    stored = read_event(str(accepted.pk))
    assert stored is not None
    assert stored.data.decode() in unescape(page)
    copied = json.loads(unescape(page[page.index('id="as-json"') :].split(">", 1)[1].split("</textarea>")[0]))
    assert copied["envelope"] == json.loads(stored.data)
    assert "<del><bdi>detected</bdi></del> → <ins><bdi>reported</bdi></ins>" in page
    filed = Event.objects.get(type="article.filed")
    read = Event.objects.get(type="article.analysed")
    assert f"/admin/stories/event/{read.pk}/change/" in ana.get(f"/admin/stories/event/{filed.pk}/change/")
    assert f"/admin/stories/event/{filed.pk}/change/" in ana.get(f"/admin/stories/event/{read.pk}/change/")
    ana.get("/admin/stories/event/none/change/", status=404)
    ana.get("/admin/stories/event/00000000-0000-4000-8000-000000000000/change/", status=404)


def form_id(page: str) -> str:
    found = re.search(r'name="form_id" value="([0-9a-f]{32})"', page)
    assert found
    return found[1]


def test_a_pasted_article_is_filed_once_and_known_the_second_time(newsroom: Any, signed_in: Any) -> None:
    rita = signed_in("rita")
    send = token(rita, "/admin/intake/")
    pasted = {"text": OTHER, "source": "Sorn Mail", "kind": "outlet", "title": "Rescue", "story": newsroom.story}
    first = pasted | send | {"url": "", "published_at": "", "form_id": form_id(rita.get("/admin/intake/"))}
    answer = rita.post("/admin/intake/", first)
    assert answer.status_code == 303
    article = next(iter(newsroom.state().articles))
    assert answer["Location"] == f"/admin/stories/article/{article}/"
    assert rita.post("/admin/intake/", first).status_code == 303
    again = rita.post("/admin/intake/", first | {"form_id": "0" * 32})
    assert again["Location"] == answer["Location"]
    assert "We have this very text already" in rita.get(again["Location"])
    assert newsroom.events().count("article.filed") == 1
    page = rita.get("/admin/intake/")
    assert "Rescue" in page
    assert "by Rita" in page


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "Paste a text, or give an address."),
        ({"text": "Words without an outlet."}, "Say who wrote it."),
        ({"url": "http://127.0.0.1:1/inside"}, "The page could not be had"),
        ({"url": "javascript:alert(1)"}, "Enter a valid URL"),
        ({"text": "x", "source": "Mail", "story": "sto_nowhere"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_filed_comes_back_with_what_was_typed(
    newsroom: Any, signed_in: Any, typed: dict[str, str], said: str
) -> None:
    rita = signed_in("rita")
    empty = {
        "url": "",
        "text": "",
        "source": "",
        "kind": "outlet",
        "title": "Kept title",
        "story": "",
        "published_at": "",
    }
    answer = rita.post("/admin/intake/", empty | typed | token(rita) | {"form_id": "1" * 32})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in unescape(page)
    assert "Kept title" in page


def test_an_operator_pastes_nothing(newsroom: Any, signed_in: Any) -> None:
    olga = signed_in("olga")
    typed = {"text": "A text.", "source": "Mail", "kind": "outlet", "form_id": "2" * 32}
    answer = olga.post("/admin/intake/", typed | token(olga))
    assert answer.status_code == 403
    assert "reporter" in answer.content.decode()


def test_a_suggestion_is_judged_where_the_articles_come_in(contradicted: Any, signed_in: Any) -> None:
    ana = signed_in("ana")
    page = ana.get("/admin/intake/")
    for row in reading.Suggestion.objects.filter(judgement="suggested"):
        assert f"/admin/stories/suggestion/{row.pk}/reject/" in page


def test_a_note_is_acknowledged_by_somebody_else(newsroom: Any, signed_in: Any) -> None:
    ana, ben = signed_in("ana"), signed_in("ben")
    send = token(ana)
    assert ana.post("/admin/handover/", send | {"note": ""}).status_code == 422
    assert ana.post("/admin/handover/", send | {"note": "Ring the harbour at six."}).status_code == 303
    note = Handover.objects.get()
    address = f"/admin/handover/{note.pk}/taken/"
    ana.post(address, send)
    assert Handover.objects.get().acknowledged_by is None
    olga = signed_in("olga")
    assert olga.post(address, token(olga)).status_code == 403
    assert "I have read it" not in olga.get("/admin/handover/")
    assert "I have read it" in ben.get("/admin/handover/")
    assert ben.post(address, token(ben)).status_code == 303
    assert "acknowledged by" in ana.get("/admin/handover/")
    assert Handover.objects.get().acknowledged_by == User.objects.get(username="ben")
    assert ben.client.get(address).status_code == 403


def test_the_work_of_one_who_leaves_is_given_over(newsroom: Any, signed_in: Any) -> None:
    claim, ana = newsroom.made(), signed_in("ana")
    pk = {name: str(User.objects.get(username=name).pk) for name in ("rita", "ben")}
    ana.send(newsroom.address(claim), "assign", assignee=pk["rita"], due="2031-02-03T04:05")
    ana.send(newsroom.page, "ask", text="Who pays?", kind="question", about="", owner=pk["rita"], due="")
    page = ana.get("/admin/handover/")
    assert claim.statement in page
    assert "Rita" in page
    send = token(ana)
    assert ana.post("/admin/handover/", send | {"leaving": pk["rita"], "taking": pk["ben"]}).status_code == 303
    held = newsroom.state()
    ben = by_user(User.objects.get(username="ben")).person
    assert held.claims[claim.id].work.assignee == ben
    assert held.claims[claim.id].work.due is not None
    assert held.claims[claim.id].work.due.year == 2031
    assert next(iter(held.questions.values())).owner == ben
    olga = signed_in("olga")
    assert olga.post("/admin/handover/", token(olga) | {"leaving": pk["ben"], "taking": ""}).status_code == 403


def test_help_tells_what_happens_when_one_withdraws(newsroom: Any, signed_in: Any) -> None:
    page = signed_in("rita").get("/admin/help/")
    assert "What happens when I withdraw" in page
    for status in (
        "detected",
        "reported",
        "verified",
        "refuted",
        "inconclusive",
        "disputed",
        "superseded",
        "corrected",
    ):
        assert status in page
    signed_in("gus").get("/admin/help/", status=403)
