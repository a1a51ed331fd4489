"""The page for machines: a live blog with verdicts and corrections, whose things have what their types ask for."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from stories.domain import commands_claim as claims
from stories.domain import commands_story as whole
from stories.domain.vocabulary import CorrectionKind

PAGE = "/stories/lamp-strike/"


def text(client: Client, address: str, language: str = "en") -> str:
    answer = client.get(address, headers={"accept-language": language})
    assert answer.status_code == 200
    return answer.content.decode()


def corrected(desk: Any) -> None:
    line = desk.claim("Sixty makers walked out.")
    desk.do(claims.VerifyClaim(line, (1,)))
    desk.do(claims.CorrectClaim(line, CorrectionKind.CORRECTION, "Sixty makers", "Fifty makers", "It was fifty."))


def test_machines_read_the_page_as_a_live_blog_with_verdicts_and_corrections(desk: Any, client: Any) -> None:
    line = desk.claim("The kiln </script><script>alert(1)</script> is cold.")
    desk.do(claims.VerifyClaim(line, (1,)))
    corrected(desk)
    graph = data(text(client, PAGE))
    posting, *reviews = graph
    assert posting["@type"] == "LiveBlogPosting"
    assert posting["liveBlogUpdate"]
    assert posting["correction"][0] == {
        "@type": "CorrectionComment",
        "text": "It was fifty. We said “Sixty makers”; it is “Fifty makers”.",
        "datePublished": posting["correction"][0]["datePublished"],
        "url": posting["correction"][0]["url"],
    }
    (review,) = [one for one in reviews if one["@type"] == "ClaimReview"]
    assert review["claimReviewed"] == "The kiln </script><script>alert(1)</script> is cold."
    desk.do(whole.CloseStory("It is over."))
    assert data(text(client, PAGE))[0]["@type"] == "NewsArticle"


# What schema.org asks of each type, as far as those who read it insist: property to the form of its value.
MOMENT = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z"
LINK = r"http://127\.0\.0\.1:8000(/.*)?"
EXPECTED: dict[str, dict[str, str]] = {
    "LiveBlogPosting": {
        "@id": LINK,
        "headline": ".+",
        "inLanguage": "en|de",
        "datePublished": MOMENT,
        "dateModified": MOMENT,
        "coverageStartTime": MOMENT,
        "mainEntityOfPage": LINK,
    },
    "BlogPosting": {"headline": ".{1,110}", "articleBody": ".+", "datePublished": MOMENT, "url": LINK},
    "NewsMediaOrganization": {"name": ".+", "url": LINK, "correctionsPolicy": LINK},
    "Organization": {"name": ".+"},
    "CorrectionComment": {"text": ".+", "datePublished": MOMENT, "url": LINK},
    "ClaimReview": {"claimReviewed": ".+", "datePublished": MOMENT, "url": LINK},
    "Rating": {"ratingValue": "[1-5]", "worstRating": "1", "bestRating": "5", "alternateName": ".+"},
    "Claim": {"datePublished": MOMENT},
    "Person": {"name": ".+"},
}


@pytest.mark.parametrize(("language", "verdict"), [("en", "Verified"), ("de", "Bestätigt")])
def test_what_machines_read_has_what_its_types_ask_for(desk: Any, client: Any, language: str, verdict: str) -> None:
    line = desk.claim("The kiln is cold, and so is the lamp room, where by all accounts nobody has been at work " * 3)
    desk.do(claims.VerifyClaim(line, (1,)))
    corrected(desk)
    gone = desk.claim("The owner sold the works.")
    desk.do(claims.AcceptClaim(gone))
    desk.do(claims.WithdrawClaim(gone, "We mixed up two owners."), by=desk.head)
    graph = data(text(client, PAGE, language))
    found = list(things(graph))
    assert {one["@type"] for one in found} == set(EXPECTED)
    for one in found:
        for name, form in EXPECTED[one["@type"]].items():
            assert re.fullmatch(form, str(one[name]), re.DOTALL), (one["@type"], name, one[name])
    (rating,) = [one for one in found if one["@type"] == "Rating"]
    assert rating["alternateName"] == verdict
    assert graph[0]["inLanguage"] == language
    assert len(graph[0]["correction"]) == 2
    assert "sold the works" not in str(graph)


def things(value: Any) -> Iterator[dict[str, Any]]:
    for one in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from things(one)
    if isinstance(value, dict) and "@type" in value:
        yield value


def data(page: str) -> Any:
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    return json.loads(block)["@graph"]
