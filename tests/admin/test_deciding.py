"""An editor decides on the claim's page: what she types is recorded once, or kept and explained."""

from typing import Any

import pytest
from django.contrib.auth.models import User

from stories.application.handle import Order, handle_story, now
from stories.application.people import by_user
from stories.domain.commands_claim import NoteClaim
from stories.domain.vocabulary import Publication, Status
from stories.models import Contact


def test_a_phone_call_then_a_verdict_then_a_correction(newsroom: Any, signed_in: Any) -> None:
    claim = newsroom.made()
    ana, page = signed_in("ana"), newsroom.address(claim)
    call = {"kind": "call", "terms": "on_record", "summary": "The harbour office counts nine boats."}
    assert ana.send(page, "evidence", **call).status_code == 303
    assert ana.send(page, "verify", evidence=["2"], publish="on", **(call | {"summary": ""})).status_code == 303
    assert newsroom.claim("Nine boats").status is Status.VERIFIED
    notice = {"kind": "correction", "was": "Nine boats", "is_": "Eight boats", "text": "It was eight boats, not nine."}
    assert ana.send(page, "correct", **notice).status_code == 303
    corrected = newsroom.claim("Nine boats")
    assert corrected.status is Status.CORRECTED
    assert newsroom.events()[-4:] == ["claim.evidence_added", "claim.verified", "claim.released", "claim.corrected"]
    shown = ana.get(page)
    assert "It was eight boats, not nine." in shown
    assert "Ana" in shown


def test_a_double_click_is_recorded_once(newsroom: Any, signed_in: Any) -> None:
    claim = newsroom.made()
    ana, page = signed_in("ana"), newsroom.address(claim)
    form = ana.form(page, "note") | {"text": "Call the insurers."}
    before = len(newsroom.events())
    assert [ana.post(f"{page}note/", form).status_code for _ in range(3)] == [303, 303, 303]
    assert len(newsroom.events()) == before + 1
    assert "recorded already, once" in ana.get(page)


def test_the_same_form_with_other_words_is_asked_about(newsroom: Any, signed_in: Any) -> None:
    claim = newsroom.made()
    ana, page = signed_in("ana"), newsroom.address(claim)
    form = ana.form(page, "note")
    ana.post(f"{page}note/", form | {"text": "Call the insurers."})
    back = ana.post(f"{page}note/", form | {"text": "Call the port."})
    assert back.status_code == 410
    assert "Call the port." in back.content.decode()


def test_two_notes_are_two_notes(newsroom: Any, signed_in: Any) -> None:
    claim = newsroom.made()
    ana, page = signed_in("ana"), newsroom.address(claim)
    before = len(newsroom.events())
    for _ in range(2):
        assert ana.send(page, "note", text="Still waiting.").status_code == 303
    assert len(newsroom.events()) == before + 2


def test_a_conflict_keeps_the_text_and_offers_the_new_version(newsroom: Any, signed_in: Any) -> None:
    claim = newsroom.made()
    ana, ben, page = signed_in("ana"), signed_in("ben"), newsroom.address(claim)
    form = ana.form(page, "verify") | {"evidence": ["1"], "kind": "call", "terms": "on_record"}
    form |= {"summary": "The insurers count nine, too."}
    ben.send(page, "accept", statement=claim.statement, publish="on")
    stale = ana.post(f"{page}verify/", form)
    shown = stale.content.decode()
    assert stale.status_code == 409
    for told in ("Not saved.", "Ben", "The insurers count nine, too.", "Verify anyway on version", "Claim accepted"):
        assert told in shown
    again = form | {"expected_version": str(newsroom.claim("Nine boats").touched)}
    assert ana.post(f"{page}verify/", again).status_code == 303
    assert newsroom.claim("Nine boats").status is Status.VERIFIED


def test_other_traffic_in_the_story_is_no_conflict(newsroom: Any, signed_in: Any) -> None:
    claim, other = newsroom.made(), newsroom.made("The bridge to Sorn is closed.")
    ana, page = signed_in("ana"), newsroom.address(claim)
    form = ana.form(page, "accept") | {"statement": claim.statement, "publish": "on"}
    by = by_user(User.objects.get(username="ben"))
    handle_story(newsroom.story, lambda _state: [NoteClaim(other.id, "Closed until noon.")], Order(by, now()))
    assert ana.post(f"{page}accept/", form).status_code == 303


def test_a_refusal_is_said_beside_the_form_and_the_text_kept(newsroom: Any, signed_in: Any) -> None:
    claim = newsroom.made()
    ana, page = signed_in("ana"), newsroom.address(claim)
    fields = {"kind": "call", "terms": "on_record", "note": "I am sure of it."}
    refused = ana.send(page, "verify", **fields)
    shown = refused.content.decode()
    assert refused.status_code == 422
    assert "Name standing evidence, or file it together with this decision." in shown
    assert "I am sure of it." in shown


@pytest.mark.parametrize("text", ["", "   ", "x" * 10_001])
def test_empty_and_endless_texts_are_refused_at_the_field(newsroom: Any, signed_in: Any, text: Any) -> None:
    claim = newsroom.made()
    ana, page = signed_in("ana"), newsroom.address(claim)
    before = newsroom.events()
    answer = ana.send(page, "note", text=text)
    assert answer.status_code == 422
    assert "errorlist" in answer.content.decode()
    assert newsroom.events() == before


def test_a_reporter_reads_who_may_withdraw(newsroom: Any, signed_in: Any) -> None:
    claim = newsroom.made()
    ana, page = signed_in("ana"), newsroom.address(claim)
    ana.send(page, "accept", statement=claim.statement, publish="on")
    told = ana.get(f"{page}withdraw/")
    assert "but not withdraw." in told
    assert "Desk heads: Hedda" in told
    forced = ana.form(page, "note") | {"reason": "It was another port."}
    refused = ana.post(f"{page}withdraw/", forced)
    assert refused.status_code == 403
    assert "Desk heads: Hedda" in refused.content.decode()
    assert signed_in("hedda").send(page, "withdraw", reason="It was another port.").status_code == 303
    assert newsroom.claim("Nine boats").publication is Publication.CANCELED


def test_undo_gives_back_what_stood_and_the_history_keeps_both(newsroom: Any, signed_in: Any) -> None:
    claim = newsroom.made()
    ana, page = signed_in("ana"), newsroom.address(claim)
    ana.send(page, "dismiss", reason="opinion")
    assert "can be undone until" in ana.get(page)
    assert "can be undone until" not in signed_in("ben").get(page)
    assert ana.send(page, "undo").status_code == 303
    assert newsroom.claim("Nine boats").status is Status.DETECTED
    assert newsroom.events()[-2:] == ["claim.dismissed", "claim.decision_undone"]


def test_who_stands_behind_a_label_is_for_its_recorder_and_desk_heads(newsroom: Any, signed_in: Any) -> None:
    claim = newsroom.made()
    page = newsroom.address(claim)
    call = {"kind": "call", "terms": "not_for_attribution", "summary": "Nine hulls, she said."}
    who = {"contact_label": "a clerk at the port", "contact_name": "Mirta Oss", "contact_reach": "extension 12"}
    assert signed_in("rita").send(page, "evidence", **call, **who).status_code == 303
    assert "Mirta Oss" in signed_in("rita").get(page)
    assert "Mirta Oss" in signed_in("hedda").get(page)
    assert "a clerk at the port" in signed_in("ana").get(page)
    assert "Mirta Oss" not in signed_in("ana").get(page)


def test_a_refused_form_leaves_no_contact_behind(newsroom: Any, signed_in: Any) -> None:
    claim = newsroom.made()
    page = newsroom.address(claim)
    signed_in("ana").send(page, "dismiss", reason="no_claim")
    rita = signed_in("rita")
    form = rita.form(page, "evidence") | {"kind": "call", "terms": "background", "summary": "Hm."}
    form |= {"contact_label": "a clerk", "contact_name": "Mirta Oss", "expected_version": "1"}
    assert rita.post(f"{page}evidence/", form).status_code == 409
    assert not Contact.objects.exists()


def test_amending_sends_only_what_was_changed(newsroom: Any, signed_in: Any) -> None:
    claim = newsroom.made("The pumps moved 40 tonnes of water.")
    ana, page = signed_in("ana"), newsroom.address(claim)
    ana.send(page, "accept", statement=claim.statement, publish="on")
    same = {"statement": claim.statement, "speaker": "", "polarity": "", "modality": "", "places": "", "rank": "4"}
    assert ana.send(page, "amend", **same, section="Losses").status_code == 303
    amended = newsroom.claim("40 tonnes")
    assert (amended.section, amended.rank, amended.values) == ("Losses", 4, claim.values)
    assert ana.send(page, "amend", **(same | {"statement": "The pumps moved 50 tonnes of water."})).status_code == 422


def test_an_approval_takes_a_second_person(newsroom: Any, signed_in: Any, settings: Any) -> None:
    settings.NEWSROOM_APPROVALS = 2
    claim = newsroom.made()
    ana, page = signed_in("ana"), newsroom.address(claim)
    blank = {"kind": "call", "terms": "on_record", "summary": ""}
    assert ana.send(page, "verify", evidence=["1"], publish="on", **blank).status_code == 303
    assert newsroom.claim("Nine boats").status is Status.DETECTED
    assert "second person has to approve" in ana.get(page)
    assert signed_in("ben").send(page, "approve").status_code == 303
    assert newsroom.claim("Nine boats").status is Status.VERIFIED


def test_the_page_as_it_was_has_no_forms(newsroom: Any, signed_in: Any) -> None:
    claim = newsroom.made()
    ana, page = signed_in("ana"), newsroom.address(claim)
    version = newsroom.state().version
    ana.send(page, "dismiss", reason="opinion")
    past = ana.get(f"{page}?at_version={version}")
    assert f"version {version} of" in past
    assert "verb-dismiss" not in past
    assert "badge-detected" in past
    for wrong in ("0", "-1", "99999", "x", "9" * 400):
        ana.get(f"{page}?at_version={wrong}", status=404)


def test_a_story_is_amended_closed_and_asked_about(newsroom: Any, signed_in: Any) -> None:
    ana = signed_in("ana")
    assert ana.send(newsroom.page, "ask", text="Who owns the market?", kind="question").status_code == 303
    amended = {"title": "Flood at Port Ilva", "slug": "ilva-flood", "origins_needed": "3"}
    assert ana.send(newsroom.page, "amend", **amended).status_code == 303
    assert ana.send(newsroom.page, "close", reason="").status_code == 303
    assert ana.send(newsroom.page, "reopen").status_code == 303
    story = newsroom.state()
    assert (story.slug, story.origins_needed, len(story.questions)) == ("ilva-flood", 3, 1)
    question = next(iter(story.questions))
    asked = f"/admin/stories/question/{question}/"
    assert ana.send(asked, "answer", answer="The town does.", claim="").status_code == 303
    assert newsroom.state().questions[question].answer == "The town does."
