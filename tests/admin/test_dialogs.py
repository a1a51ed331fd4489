"""A verb's form in a dialog: what readers will see, what was typed, what happened meanwhile."""

import json
import re
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile

from stories.application.handle import Order, handle_story, now
from stories.application.people import by_user
from stories.domain.commands_claim import NoteClaim
from stories.domain.vocabulary import Status

DIALOG = {"HTTP_HX_REQUEST": "true"}
BLANK = {"kind": "call", "terms": "on_record", "summary": ""}


def fragment(browser: Any, address: str) -> str:
    answer = browser.client.get(address, **DIALOG)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_in_a_dialog_there_is_the_form_and_nothing_else(newsroom: Any, signed_in: Any) -> None:
    claim = newsroom.made()
    ana, page = signed_in("ana"), newsroom.address(claim)
    shown = fragment(ana, f"{page}verify/")
    assert "<html" not in shown
    assert 'id="dialog-title"' in shown
    assert claim.statement in shown
    assert "by the news desk" in shown
    assert 'hx-post="' in shown
    whole = ana.get(f"{page}verify/")
    assert "<html" in whole
    assert 'hx-post="' + f"{page}verify/" not in whole


def test_what_readers_will_see_follows_the_story_and_the_claim(newsroom: Any, signed_in: Any) -> None:
    claim = newsroom.made()
    ana, page = signed_in("ana"), newsroom.address(claim)
    assert "not released" in fragment(ana, f"{page}refute/")
    ana.send(page, "accept", statement=claim.statement, publish="on")
    assert "Refuted" in fragment(ana, f"{page}refute/").split("Readers will see:")[1]
    ana.send(newsroom.page, "unpublish", reason="Too early.")
    assert "the story is not public" in fragment(ana, f"{page}refute/")


def test_a_form_that_went_through_tells_the_page_which_events_are_its_own(newsroom: Any, signed_in: Any) -> None:
    claim = newsroom.made()
    ana, page = signed_in("ana"), newsroom.address(claim)
    form = ana.form(page, "verify") | {"evidence": ["1"], "publish": "on"} | BLANK
    done = ana.client.post(f"{page}verify/", form, **DIALOG)
    assert done.status_code == 204
    told = json.loads(done["HX-Trigger"])["desk:done"]["events"]
    assert len(told) == 2  # verified, released
    again = ana.client.post(f"{page}verify/", form, **DIALOG)
    assert json.loads(again["HX-Trigger"])["desk:done"]["events"] == []
    assert newsroom.claim("Nine boats").status is Status.VERIFIED


def test_a_conflict_says_who_did_what_and_offers_the_new_version(newsroom: Any, signed_in: Any) -> None:
    claim = newsroom.made()
    ana, page = signed_in("ana"), newsroom.address(claim)
    form = ana.form(page, "verify") | {"evidence": ["1"], "note": "Counted twice."} | BLANK
    signed_in("ben").send(page, "accept", statement=claim.statement, publish="on")
    stale = ana.client.post(f"{page}verify/", form, **DIALOG)
    shown = stale.content.decode()
    assert stale.status_code == 409
    assert "<html" not in shown
    assert re.search(r"Ben accepted this claim \d+ s ago \(version \d+ → \d+\)", shown)
    for told in ("Not saved.", "Your text is kept below.", "Counted twice.", "Discard"):
        assert told in shown
    current = newsroom.claim("Nine boats").touched
    assert f"Verify anyway on version {current}" in shown
    assert f'name="expected_version" value="{current}"' in shown


def test_a_missing_record_is_said_next_to_its_field(newsroom: Any, signed_in: Any) -> None:
    claim = newsroom.made()
    ana, page = signed_in("ana"), newsroom.address(claim)
    wrong = ana.form(page, "correct") if "verb-correct" in ana.get(page) else ana.form(page, "note") | {"text": ""}
    answer = ana.client.post(f"{page}note/", wrong, **DIALOG)
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.content.decode()


def test_unrelated_changes_are_accepted_and_said(newsroom: Any, signed_in: Any) -> None:
    claim, other = newsroom.made(), newsroom.made("The bridge to Sorn is closed.")
    ana, page = signed_in("ana"), newsroom.address(claim)
    form = ana.form(page, "accept") | {"statement": claim.statement, "publish": "on"}
    ben = Order(by_user(User.objects.get(username="ben")), now())
    notes = [NoteClaim(other.id, "Closed until noon."), NoteClaim(other.id, "Open again.")]
    handle_story(newsroom.story, lambda _state: notes, ben)
    assert ana.post(f"{page}accept/", form).status_code == 303
    assert "2 unrelated changes happened meanwhile" in ana.get("/admin/")


def test_the_toast_undoes_ones_own_last_decision_from_any_page(newsroom: Any, signed_in: Any) -> None:
    claim = newsroom.made()
    ana, page = signed_in("ana"), newsroom.address(claim)
    ana.send(page, "dismiss", reason="opinion")
    assert "undo-toast" not in signed_in("ben").get("/admin/")
    shown = ana.get("/admin/stories/story/")
    toast = re.search(r'<form class="toast undo-toast".*?</form>', shown, re.DOTALL)
    assert toast
    assert "Dismissed" in toast[0]
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', toast[0]))
    assert ana.post(f"{page}undo/", hidden).status_code == 303
    assert newsroom.claim("Nine boats").status is Status.DETECTED
    assert "undo-toast" not in ana.get("/admin/")


def test_what_cannot_be_undone_offers_no_toast(newsroom: Any, signed_in: Any) -> None:
    claim = newsroom.made()
    ana, page = signed_in("ana"), newsroom.address(claim)
    ana.send(page, "note", text="Call the insurers.")
    assert "undo-toast" not in ana.get("/admin/")


def test_with_two_approvals_the_first_is_a_proposal(newsroom: Any, signed_in: Any, settings: Any) -> None:
    settings.NEWSROOM_APPROVALS = 2
    claim = newsroom.made()
    ana, page = signed_in("ana"), newsroom.address(claim)
    assert "Nothing before a colleague approves it. Then: Verified" in fragment(ana, f"{page}verify/")
    ana.send(page, "verify", evidence=["1"], publish="on", note="He was there.", **BLANK)
    after = ana.get(page)
    assert "waits for a second editor" in after
    assert "<span>Proposed: <a" in after
    assert "Somebody other than the one who proposed" in fragment(ana, f"{page}approve/")
    asked = fragment(signed_in("ben"), f"{page}approve/")
    for told in ("verify · Ana", "1. Seen from the quay.", "He was there.", "Verified"):
        assert told in asked, told
    assert signed_in("ben").send(page, "approve").status_code == 303
    assert newsroom.claim("Nine boats").status is Status.VERIFIED


def test_where_two_approve_nobody_is_offered_to_verify_her_own(newsroom: Any, signed_in: Any, settings: Any) -> None:
    page = newsroom.address(newsroom.made())
    hers = "neither proposes nor approves"
    assert hers not in fragment(signed_in("rita"), f"{page}verify/")
    settings.NEWSROOM_APPROVALS = 2
    assert hers in fragment(signed_in("rita"), f"{page}verify/")
    assert hers not in fragment(signed_in("ana"), f"{page}verify/")


def test_a_file_is_kept_by_its_hash_and_survives_a_form_that_comes_back(
    newsroom: Any, signed_in: Any, settings: Any, tmp_path: Path
) -> None:
    settings.NEWSROOM_DATA = tmp_path
    claim = newsroom.made()
    rita, page = signed_in("rita"), newsroom.address(claim)
    photo = b"\x89PNG\r\n\x1a\n" + b"nine hulls" * 9
    form = rita.form(page, "evidence") | {"kind": "photo", "terms": "background", "summary": ""}
    back = rita.client.post(f"{page}evidence/", form | {"file": SimpleUploadedFile("hulls.png", photo)}, **DIALOG)
    shown = back.content.decode()
    assert back.status_code == 422
    assert "hulls.png" in shown
    kept = re.search(r'name="kept" value="(fil_[0-9a-f]{32})"', shown)
    assert kept
    form |= {"summary": "Nine hulls on the quay.", "kept": kept[1]}
    assert rita.post(f"{page}evidence/", form).status_code == 303
    filed = newsroom.claim("Nine boats").evidence[-1]
    assert (filed.file, filed.sha256) == (kept[1], sha256(photo).hexdigest())


def test_a_file_of_no_known_kind_is_refused_at_its_field(
    newsroom: Any, signed_in: Any, settings: Any, tmp_path: Path
) -> None:
    settings.NEWSROOM_DATA = tmp_path
    claim = newsroom.made()
    rita, page = signed_in("rita"), newsroom.address(claim)
    form = rita.form(page, "evidence") | {"kind": "document", "terms": "on_record", "summary": "A programme."}
    answer = rita.client.post(f"{page}evidence/", form | {"file": SimpleUploadedFile("a.exe", b"MZ\x00\x01" * 9)})
    assert answer.status_code == 422
    assert "this is none of them" in answer.content.decode()


@pytest.mark.parametrize("back", ["//evil.example/", "https://evil.example/", "javascript:alert(1)"])
def test_after_a_verb_nobody_is_sent_elsewhere(newsroom: Any, signed_in: Any, back: Any) -> None:
    claim = newsroom.made()
    ana, page = signed_in("ana"), newsroom.address(claim)
    assert ana.send(page, "note", text="Hm.", back=back)["Location"] == page


def test_after_a_verb_one_is_back_where_one_was(newsroom: Any, signed_in: Any) -> None:
    claim = newsroom.made()
    ana, page = signed_in("ana"), newsroom.address(claim)
    assert ana.send(page, "note", text="Hm.", back="/admin/?reason=decide")["Location"] == "/admin/?reason=decide"


def test_a_dialog_whose_reader_was_signed_out_is_told_so(newsroom: Any, client: Any) -> None:
    claim = newsroom.made()
    answer = client.get(f"{newsroom.address(claim)}verify/", follow=True, **DIALOG)
    assert answer.status_code == 401
    assert "You are signed out" in answer.content.decode()


def test_a_verb_that_makes_no_sense_now_says_why(newsroom: Any, signed_in: Any) -> None:
    claim = newsroom.made()
    shown = fragment(signed_in("ana"), f"{newsroom.address(claim)}restore/")
    assert "Not possible now." in shown
    assert "<form" not in shown


def test_assigning_begins_with_oneself(newsroom: Any, signed_in: Any) -> None:
    claim = newsroom.made()
    rita = User.objects.get(username="rita")
    shown = fragment(signed_in("rita"), f"{newsroom.address(claim)}assign/")
    assert f'<option value="{rita.pk}" selected>' in shown
