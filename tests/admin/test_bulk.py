"""A verb on many claims: foreseen for each, confirmed once, carried out as a job with a result for each."""

import re
from typing import Any

from stories.api.batches import file_line
from stories.application import batches, bulk
from stories.domain.vocabulary import Status
from stories.models import Job


def token(browser: Any) -> dict[str, str]:
    found = re.findall(r'csrfmiddlewaretoken" value="(\w+)"', browser.get("/admin/keys/"))
    return {"csrfmiddlewaretoken": found[0]}


def ticked(*claims: Any) -> list[str]:
    return [f"{claim.id}:{claim.touched}" for claim in claims]


def previewed(browser: Any, verb: str, claims: list[str]) -> str:
    answer = browser.client.post("/admin/bulk/", token(browser) | {"verb": verb, "claim": claims})
    assert answer.status_code == 200
    return str(answer.content.decode())


def signed(page: str) -> dict[str, str]:
    found = re.search(r'name="token" value="([^"]+)"', page)
    assert found
    return {"token": found[1]}


def work() -> None:
    batches.work(file_line, others={bulk.KIND: bulk.carry_line})


def test_what_would_become_of_each_is_said_before_anything_is_done(newsroom: Any, signed_in: Any) -> None:
    fine, changed, bare = (newsroom.made(f"Boat {n} was towed away.") for n in (1, 2, 3))
    ana, ben = signed_in("ana"), signed_in("ben")
    seen = ticked(fine, changed, bare)
    ben.send(newsroom.address(changed), "note", text="I am on it.")
    ben.send(newsroom.address(bare), "strike", n="1", reason="It was another boat.")
    seen[2] = ticked(newsroom.claim("Boat 3"))[0]
    before = newsroom.events()
    page = previewed(ana, "verify", seen)
    assert "3 selected: 1 will be verified, 1 changed since you looked, 1 lack" in page
    assert newsroom.events() == before
    assert not Job.objects.exists()


def test_the_job_does_what_was_foreseen_and_says_so_for_each(newsroom: Any, signed_in: Any) -> None:
    first, second = newsroom.made("Boat 1 was towed away."), newsroom.made("Boat 2 was towed away.")
    ana = signed_in("ana")
    page = previewed(ana, "verify", ticked(first, second))
    queued = ana.post("/admin/bulk/confirm/", token(ana) | signed(page) | {"note": "Both seen in the yard."})
    assert queued.status_code == 303
    signed_in("ben").send(newsroom.address(second), "note", text="Wait.")
    work()
    shown = ana.get(queued["Location"])
    assert "1 done, 0 were so already, 1 not done" in shown
    assert "It changed after you looked." in shown
    assert newsroom.claim("Boat 1").status is Status.VERIFIED
    assert newsroom.claim("Boat 2").status is Status.DETECTED
    work()
    assert newsroom.events().count("claim.verified") == 1


def test_everything_that_the_filter_finds_can_be_taken(newsroom: Any, signed_in: Any) -> None:
    for n in range(45):
        newsroom.made(f"Boat {n} was towed away.")
    newsroom.made("The bridge to Sorn is closed.")
    ana = signed_in("ana")
    answer = ana.client.post("/admin/bulk/", token(ana) | {"verb": "dismiss", "all": "on", "query": "q=towed"})
    page = answer.content.decode()
    assert "45 selected: 45 will be dismissed." in page
    ana.post("/admin/bulk/confirm/", token(ana) | signed(page) | {"reason": "no_claim"})
    work()
    assert newsroom.events().count("claim.dismissed") == 45


def test_a_selection_is_its_authors_and_cannot_be_made_up(newsroom: Any, signed_in: Any) -> None:
    claim = newsroom.made()
    ana, ben, rita = signed_in("ana"), signed_in("ben"), signed_in("rita")
    theirs = signed(previewed(ana, "accept", ticked(claim)))
    assert ben.post("/admin/bulk/confirm/", token(ben) | theirs).status_code == 403
    assert (
        ana.post("/admin/bulk/confirm/", token(ana) | {"token": theirs["token"][:-2] + "xx"})["Location"] == "/admin/"
    )
    assert "Your role does not allow this." in previewed(rita, "accept", ticked(claim))
    assert not Job.objects.exists()


def test_without_a_verb_or_a_row_one_is_told_so(newsroom: Any, signed_in: Any) -> None:
    claim = newsroom.made()
    ana = signed_in("ana")
    for wrong in ({"verb": "accept"}, {"verb": "explode", "claim": ticked(claim)}, {"verb": "accept", "claim": "x:y"}):
        assert ana.post("/admin/bulk/", token(ana) | wrong).status_code == 303
    assert ana.client.get("/admin/bulk/").status_code == 405
    assert not Job.objects.exists()


def test_a_job_is_seen_by_whoever_asked_for_it(newsroom: Any, signed_in: Any) -> None:
    claim = newsroom.made()
    ana, ben = signed_in("ana"), signed_in("ben")
    page = previewed(ana, "accept", ticked(claim))
    queued = ana.post("/admin/bulk/confirm/", token(ana) | signed(page))
    ben.get(queued["Location"], status=404)
    assert ana.post(queued["Location"], token(ana)).status_code == 303
    assert Job.objects.get().state == "canceled"
    work()
    assert newsroom.claim("Nine boats").status is Status.DETECTED


def test_a_double_click_makes_one_job(newsroom: Any, signed_in: Any) -> None:
    boat, ana = newsroom.made("Boat 1 was towed away."), signed_in("ana")
    sent = token(ana) | signed(previewed(ana, "verify", ticked(boat))) | {"note": "Seen in the yard."}
    first, second = ana.post("/admin/bulk/confirm/", sent), ana.post("/admin/bulk/confirm/", sent)
    assert first["Location"] == second["Location"]
    work()
    late = ana.post("/admin/bulk/confirm/", sent | {"note": "Once more."})
    assert late["Location"] == first["Location"]
    assert Job.objects.count() == 1
    assert newsroom.events().count("claim.verified") == 1
