"""The browser tests fail when a page misbehaves: each complaint is provoked once."""

import re
from typing import Any

import pytest

INLINE = "const s = document.createElement('script'); s.textContent = '1'; document.body.append(s)"
PICTURE = "MAIN.append(Object.assign(document.createElement('img'), {src: '/static/stories/icon.svg'}))"
BROAD = "MAIN.append(Object.assign(document.createElement('pre'), {textContent: 'x'.repeat(5000)}))"


@pytest.mark.parametrize(
    ("misdeed", "complaint"),
    [
        ("console.error('Oh no')", "console error: Oh no"),
        ("setTimeout(() => { throw new Error('thrown') })", "exception: .*thrown"),
        ("fetch('/stories/no-such-story/')", "answered 404: GET"),
        ("fetch('http://tracker.example/p.png').catch(() => 1)", "third party|Content Security Policy"),
        (INLINE, "Content Security Policy"),
        ("document.body.setAttribute('style', 'color: red')", "Content Security Policy"),
    ],
)
def test_it_is_heard(visit: Any, misdeed: str, complaint: str) -> None:
    page = visit()
    page.goto("/stories/")
    page.evaluate(f"() => {{ {misdeed} }}")
    for _ in range(300):
        if any(re.search(complaint, one) for one in visit.complaints):
            break
        page.wait_for_timeout(100)
    heard = visit.close()
    assert any(re.search(complaint, one) for one in heard), heard
    visit.allow("")
    assert visit.close() == []


def test_what_a_test_means_to_provoke_is_allowed_by_name(visit: Any) -> None:
    page = visit()
    page.goto("/stories/no-such-story/")
    visit.allow("404")


@pytest.mark.parametrize(("misdeed", "complaint"), [(PICTURE, "image-alt"), (BROAD, "wider than its window")])
def test_a_page_that_some_cannot_use_is_refused(visit: Any, accessible: Any, misdeed: str, complaint: str) -> None:
    page = visit()
    page.goto("/stories/")
    accessible(page)
    page.evaluate(f"() => {misdeed}".replace("MAIN", "document.querySelector('main')"))
    with pytest.raises(AssertionError, match=complaint):
        accessible(page)
