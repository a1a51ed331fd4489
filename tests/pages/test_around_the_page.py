"""What surrounds a story's page: versions to leaf through, corrections, a line's own page, frames, machines, errors."""

import re
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from stories.application.handle import now
from stories.domain import commands_claim as claims
from stories.domain.vocabulary import CorrectionKind

PAGE = "/stories/lamp-strike/"
PAPER = "https://paper.example"
SITE = "http://127.0.0.1:8000"


def text(client: Client, address: str, status: int = 200, **headers: str) -> str:
    answer = client.get(address, headers=headers)
    assert answer.status_code == status, (address, answer.status_code)
    return answer.content.decode()


def corrected(desk: Any, kind: CorrectionKind = CorrectionKind.CORRECTION, **more: Any) -> Any:
    line = desk.claim("Sixty makers walked out.")
    desk.do(claims.VerifyClaim(line, (1,)))
    desk.do(claims.CorrectClaim(line, kind, "Sixty makers", "Fifty makers", "It was fifty.", **more))
    return line


def words(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page[page.index("<main") :]))


def test_readers_leaf_through_what_they_could_see_change(desk: Any, client: Any) -> None:
    line = desk.claim("The kiln is cold.")
    accepted = desk.do(claims.AcceptClaim(line))
    desk.do(claims.NoteClaim(line, "Ask the night watch."))
    verified = desk.do(claims.VerifyClaim(line, (1,)))
    hidden = desk.claim("The owner fled to Brisk.")
    newest = desk.do(claims.NoteClaim(hidden, "Who saw him?"))
    listed = text(client, f"{PAGE}v/")
    numbers = [int(n) for n in re.findall(r'href="/stories/lamp-strike/v/(\d+)/"', listed)]
    assert numbers[0] == verified - (0 if verified in numbers else 1)
    assert numbers == sorted(numbers, reverse=True)
    assert newest not in numbers
    between = text(client, f"{PAGE}v/{verified - 1}/")
    assert f'rel="prev" href="{PAGE}v/{max(n for n in numbers if n < verified - 1)}/"' in between
    assert f'rel="next" href="{PAGE}v/{min(n for n in numbers if n > verified - 1)}/"' in between
    assert f'value="{verified - 1}" selected' in between
    assert 'rel="next"' not in text(client, f"{PAGE}v/{newest}/")
    assert accepted > 0


def versions_told(page: str) -> list[str]:
    said = [words(f"<main>{one}") for one in re.findall(r"<li>.*?</li>", page)]
    return [re.sub(r".*UTC Version \d+ ", "", one).strip() for one in said]


def test_a_version_tells_the_line_that_was_decided_on_and_only_what_readers_saw(desk: Any, client: Any) -> None:
    rival, line = desk.claim("The kiln is hot."), desk.claim("The kiln is cold.")
    third = desk.claim("The kiln is warm.")
    desk.do(claims.AcceptClaim(line, publish=False))
    desk.do(claims.ReleaseClaim(line))
    for one in (rival, third):
        desk.do(claims.AcceptClaim(one))
    desk.do(claims.DisputeClaim(line, by_claim=rival))
    desk.do(claims.SupersedeClaim(third, line, now()))
    assert versions_told(text(client, f"{PAGE}v/")) == [
        "Earlier The kiln is warm.",
        "Disputed The kiln is cold.",
        "Reported The kiln is warm.",
        "Reported The kiln is hot.",
        "Shown The kiln is cold.",
        "Shown",
    ]


def test_each_version_says_what_changed_with_it(desk: Any, client: Any) -> None:
    line = desk.claim("The kiln is cold.")
    desk.do(claims.AcceptClaim(line))
    verified = desk.do(claims.VerifyClaim(line, (1,)))
    corrected(desk, kind=CorrectionKind.CLARIFICATION)
    gone = desk.claim("The owner sold the works.")
    desk.do(claims.AcceptClaim(gone))
    desk.do(claims.WithdrawClaim(gone, "We mixed up two owners.", "We took back a line on a sale."), by=desk.head)
    page = text(client, f"{PAGE}v/")
    assert versions_told(page) == [
        "Withdrawn",
        "Reported",
        "Clarification Sixty makers",
        "Verified Sixty makers",
        "Verified The kiln is cold.",
        "Reported The kiln is cold.",
        "Shown",
    ]
    assert f"Version {verified} " in page.replace("<", " ")
    assert "sold the works" not in page


def test_what_hides_in_a_line_is_spelled_out_wherever_it_is_told(desk: Any, client: Any) -> None:
    line = desk.claim("The owner \u202eleft\u202c Brisk.")
    desk.do(claims.AcceptClaim(line))
    for address in (PAGE, f"{PAGE}v/", f"{PAGE}lines/{line}/", f"{PAGE}embed/", "/stories/"):
        page = words(text(client, address))
        assert "The owner ⟦U+202E⟧left⟦U+202C⟧ Brisk." in page, address
        assert "\u202e" not in page, address


def test_the_form_leads_to_the_version_that_was_chosen(desk: Any, client: Any) -> None:
    answer = client.get(f"{PAGE}v/?n=3")
    assert (answer.status_code, answer["Location"]) == (302, f"{PAGE}v/3/")
    for nonsense in ("x", "", "-1", "9" * 40, "²"):
        assert client.get(f"{PAGE}v/", {"n": nonsense}).status_code == 200


def test_a_correction_stands_in_the_place_of_the_line_with_its_former_words(desk: Any, client: Any) -> None:
    line = corrected(desk)
    page = text(client, PAGE)
    known = page[page.index('id="known"') : page.index('id="reported"')]
    assert f'id="{line}"' in known
    assert "Sixty makers</del>" in known
    assert "Fifty makers</ins>" in known
    assert "Sixty makers walked out." not in known


def test_a_correction_stands_with_the_line_that_holds_now(desk: Any, client: Any) -> None:
    right = desk.claim("Fifty makers walked out.")
    desk.do(claims.VerifyClaim(right, (1,)))
    wrong = corrected(desk, successor=right)
    page = text(client, PAGE)
    known = page[page.index('id="known"') : page.index('id="reported"')]
    assert known.index(f'id="{right}"') < known.index(f'id="{wrong}"') < known.index("Sixty makers</del>")
    assert len(re.findall(r'<li class="line ', known)) == 1


def test_all_corrections_have_a_page_of_their_own(desk: Any, client: Any) -> None:
    assert "There is none." in text(client, f"{PAGE}corrections/")
    corrected(desk)
    page = text(client, f"{PAGE}corrections/")
    for said in ("It was fifty.", "Sixty makers</del>", "Fifty makers</ins>"):
        assert said in page


def test_a_line_says_what_it_rests_on_and_what_was_decided(desk: Any, client: Any) -> None:
    line = desk.claim("The kiln is cold.")
    desk.do(claims.AcceptClaim(line))
    verified = desk.do(claims.VerifyClaim(line, (1,)))
    page = text(client, f"{PAGE}lines/{line}/")
    assert "Told at the gate." in page
    assert f'href="{PAGE}v/{verified}/"' in page
    assert f'href="{PAGE}#{line}"' in page


def test_a_line_that_was_taken_back_is_gone_and_says_so(desk: Any, client: Any) -> None:
    line = desk.claim("The owner sold the works.")
    desk.do(claims.AcceptClaim(line))
    desk.do(claims.WithdrawClaim(line, "We mixed up two owners.", "We took back a line on a sale."), by=desk.head)
    page = text(client, f"{PAGE}lines/{line}/", 410)
    assert "We took back a line on a sale." in page
    for secret in ("sold the works", "mixed up"):
        assert secret not in page


def test_lines_that_readers_may_not_see_are_not_there(desk: Any, client: Any) -> None:
    unknown = text(client, f"{PAGE}lines/clm_{'0' * 32}/", 404)
    assert text(client, f"{PAGE}lines/{desk.claim('The owner fled to Brisk.')}/", 404) == unknown
    for nonsense in ("x", "clm_%0d%0aX-Evil:1", "%22", "sto_" + "0" * 32):
        assert text(client, f"{PAGE}lines/{nonsense}/", 404) == unknown


def test_a_merged_line_leads_to_the_one_that_holds_it(desk: Any, client: Any) -> None:
    one, other = desk.claim("The kiln is cold."), desk.claim("The kiln has gone cold.")
    desk.do(claims.AcceptClaim(one), claims.AcceptClaim(other))
    desk.do(claims.MergeClaims(one, other))
    answer = client.get(f"{PAGE}lines/{one}/")
    assert (answer.status_code, answer["Location"]) == (308, f"{PAGE}lines/{other}/")


@pytest.mark.parametrize("origins", [[], [PAPER, "https://gazette.example"]])
def test_only_the_embedded_view_may_be_framed_and_only_by_whom_we_say(
    desk: Any, client: Any, settings: Any, origins: list[str]
) -> None:
    settings.NEWSROOM_EMBED_ORIGINS = origins
    desk.do(claims.AcceptClaim(desk.claim("The kiln is cold.")))
    answer = client.get(f"{PAGE}embed/")
    ancestors = re.search(r"frame-ancestors ([^;]*)", answer["Content-Security-Policy"])
    assert ancestors
    assert ancestors[1] == (" ".join(origins) or "'none'")
    assert "X-Frame-Options" not in answer
    assert "The kiln is cold." in answer.content.decode()
    assert not answer.cookies
    for other in (PAGE, "/stories/", f"{PAGE}v/3/", f"{PAGE}corrections/"):
        framed = client.get(other)
        assert "frame-ancestors 'none'" in framed["Content-Security-Policy"]
        assert framed["X-Frame-Options"] == "DENY"


def test_oembed_gives_a_frame_where_frames_are_allowed(desk: Any, client: Any, settings: Any) -> None:
    settings.NEWSROOM_EMBED_ORIGINS = [PAPER]
    told = client.get("/oembed", {"url": f"{SITE}{PAGE}", "maxwidth": "400"}).json()
    assert (told["version"], told["type"], told["width"]) == ("1.0", "rich", 400)
    assert f'src="{SITE}{PAGE}embed/"' in told["html"]
    assert 'width="400"' in told["html"]
    assert "<script" not in told["html"]
    settings.NEWSROOM_EMBED_ORIGINS = []
    told = client.get("/oembed", {"url": f"{SITE}{PAGE}v/3/"}).json()
    assert told["type"] == "link"
    assert "html" not in told


def test_oembed_is_found_from_the_page(desk: Any, client: Any) -> None:
    found = re.search(r'type="application/json\+oembed"[^>]*href="([^"]*)"', text(client, PAGE))
    assert found
    assert found[1] == f"{SITE}/oembed?url={quote(SITE + PAGE, safe='')}"


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({}, 404),
        ({"url": f"https://elsewhere.example{PAGE}"}, 404),
        ({"url": f"{SITE}/admin/"}, 404),
        ({"url": f"{SITE}/stories/"}, 404),
        ({"url": f"{SITE}/stories/no-such-thing/"}, 404),
        ({"url": f"{SITE}{PAGE}", "format": "xml"}, 501),
        ({"url": f"{SITE}{PAGE}", "maxwidth": "9" * 30}, 200),
        ({"url": "http://[", "format": "json"}, 404),
    ],
)
def test_oembed_refuses_what_is_not_ours(desk: Any, client: Any, asked: Any, status: int) -> None:
    assert client.get("/oembed", asked).status_code == status


@pytest.mark.parametrize(
    ("contact", "link"),
    [
        ("errors@lantern.example", 'href="mailto:errors@lantern.example?subject=An%20error'),
        ("https://lantern.example/errors", 'href="https://lantern.example/errors"'),
        ("The desk, room 4", "<bdi>The desk, room 4</bdi>"),
        ("javascript:alert(1)", "<bdi>javascript:alert(1)</bdi>"),
    ],
)
def test_errors_are_reported_to_whom_the_newsroom_names(
    desk: Any, client: Any, settings: Any, contact: str, link: str
) -> None:
    settings.NEWSROOM_CONTACT = contact
    assert link in text(client, PAGE)
    assert 'href="javascript' not in text(client, PAGE)


def test_every_page_says_where_errors_are_reported(desk: Any, client: Any, settings: Any) -> None:
    settings.NEWSROOM_CONTACT = "errors@lantern.example"
    for address, status in (("/stories/", 200), (f"{PAGE}corrections/", 200), ("/nowhere", 404)):
        assert 'href="mailto:errors@lantern.example' in text(client, address, status)


def test_an_error_in_one_line_names_the_line(desk: Any, client: Any, settings: Any) -> None:
    settings.NEWSROOM_CONTACT = "errors@lantern.example"
    line = desk.claim("The kiln is cold.")
    desk.do(claims.AcceptClaim(line))
    address = f"{PAGE}lines/{line}/"
    assert quote(f"{SITE}{address}") in text(client, address)


def test_without_a_contact_nothing_is_promised(desk: Any, client: Any, settings: Any) -> None:
    settings.NEWSROOM_CONTACT = ""
    assert "Report an error" not in text(client, PAGE)


@pytest.mark.parametrize("page", ["", "changes/", "corrections/", "embed/", "v/", "v/3/"])
def test_every_page_is_cacheable_and_refuses_to_be_changed(desk: Any, client: Any, page: str) -> None:
    first = client.get(PAGE + page)
    assert first["Cache-Control"] == "public, max-age=5, stale-while-revalidate=30"
    assert first["Vary"] == "Accept-Language"
    again = client.get(PAGE + page, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again["ETag"], again["Vary"]) == (304, first["ETag"], "Accept-Language")
    assert client.head(PAGE + page)["ETag"] == first["ETag"]
    for method in ("post", "put", "patch", "delete"):
        assert getattr(client, method)(PAGE + page).status_code == 405


def test_a_page_that_does_not_exist_wears_the_same_dress(client: Any, db: None) -> None:
    for address in ("/stories/no-such-thing/", "/nowhere", "/stories/a/b/c/"):
        page = text(client, address, 404)
        assert "/static/stories/page.css" in page
        assert "Not found" in page
    assert "Nicht gefunden" in text(client, "/nowhere", 404, **{"accept-language": "de"})


def test_an_empty_story_says_what_is_not_there(desk: Any, client: Any) -> None:
    said = words(text(client, PAGE))
    for empty in ("Nothing is verified yet.", "Nothing is disputed.", "No question is open.", "Nothing yet."):
        assert empty in said
