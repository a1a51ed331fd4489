"""One sentence an event, for timelines and for clients that show history to people. Who and when stand beside it."""

from collections.abc import Iterable, Sequence

from stories.domain import events_article, events_claim, events_contradiction, events_finding, events_story
from stories.domain.events import Erased, Event, type_of
from stories.domain.records import AppearanceRef
from stories.domain.story import Story
from stories.domain.values import ArticleId, ClaimId, ContradictionId

QUOTED = 90


def shortened(text: str, length: int = QUOTED) -> str:
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def with_gaps(text: str, spans: Iterable[Sequence[int]]) -> str:
    """The words of an appearance as people read them: what was left out between its spans is an ellipsis."""
    parts, at = [], 0
    for start, end in spans:
        parts.append(text[at : at + end - start].strip())
        at += end - start
    return " … ".join(part for part in parts if part)


def _claim(story: Story, claim: str) -> str:
    found = story.claims.get(ClaimId(claim))
    return f"“{shortened(found.statement)}”" if found else "a claim that is not here any more"


def _article(story: Story, article: str) -> str:
    found = story.articles.get(ArticleId(article))
    if found is None:
        return "an article that is not here any more"
    name = story.source_of(found).name
    return f"{name}: “{shortened(found.title)}”" if found.title else name


def _slot(story: Story, contradiction: str) -> str:
    found = story.contradictions.get(ContradictionId(contradiction))
    return found.slot if found else "a slot that is not here any more"


def _because(reason: str | None) -> str:
    return f": {reason}" if reason else ""


def summary(story: Story, event: Event) -> str:
    """What happened, in the words of the desk. Falls back on the event's own name where there is no more to say."""
    match event:
        case Erased():
            return "The content of this event was erased."
        case events_story.StoryProposed():
            return f"Story proposed: “{shortened(event.title)}”"
        case events_story.StoryNoted():
            return f"Note: {shortened(event.text, 200)}"
        case events_story.StoryUnpublished():
            return f"Story unpublished: {event.reason}"
        case events_story.StoryClosed():
            return f"Story closed{_because(event.reason)}"
        case events_story.QuestionOpened():
            return f"Question: {shortened(event.text, 200)}"
        case events_story.QuestionAnswered():
            return f"Question answered: {shortened(event.answer, 200)}"
        case events_story.SuggestionMade():
            return f"Suggested ({event.kind.value.replace('_', ' ')}): {shortened(event.reason, 200)}"
        case events_article.ArticleFiled():
            return f"Article received from {event.source.name}" + (
                f": “{shortened(event.title)}”" if event.title else ""
            )
        case events_article.ArticleRevised():
            return f"Revision {event.revision} from {event.source.name}" + (
                "" if event.head else ", an older text that came late"
            )
        case events_article.ArticleAnalysed():
            found = len(event.touched)
            kind = f"; revision kind: {event.kind.value}" if event.kind else ""
            return f"Analysed {_article(story, event.article)}: {found} claim{'' if found == 1 else 's'}{kind}"
        case events_article.ArticleWithdrawn():
            return f"Article withdrawn by the {event.by.value}, {_article(story, event.article)}: {event.reason}"
        case events_article.ArticleDated():
            return f"{_article(story, event.article)} is dated {event.value:%Y-%m-%d} ({event.how.value})"
        case events_finding.ClaimExtracted() | events_finding.ClaimCreated():
            return f"New claim: “{shortened(event.statement)}”"
        case events_finding.ClaimAppeared():
            return _appeared(story, event)
        case events_finding.ClaimAppearanceCarried():
            article = _article(story, event.article)
            return f"{article} still says it in revision {event.revision}: {_claim(story, event.claim)}"
        case events_finding.ClaimAppearanceDropped():
            return _dropped(story, event)
        case events_finding.ClaimChallenged():
            return f"Challenged: {_claim(story, event.claim)}"
        case events_claim.ClaimCorrected():
            return f"Corrected {_claim(story, event.claim)}: {event.text}"
        case events_claim.ClaimEvidenceAdded():
            return f"Evidence {event.n} ({event.kind.value.replace('_', ' ')}) on {_claim(story, event.claim)}"
        case events_claim.ClaimNoted():
            return f"Note on {_claim(story, event.claim)}: {shortened(event.text, 200)}"
        case events_claim.ClaimHeld():
            return f"Held ({event.reason.value.replace('_', ' ')}): {_claim(story, event.claim)}"
        case events_claim.ClaimWithdrawn():
            return f"Withdrawn {_claim(story, event.claim)}: {event.reason}"
        case events_claim.ClaimVerified() | events_claim.ClaimRefuted() | events_claim.ClaimMarkedInconclusive():
            note = _because(event.note)
            return f"{_verb(event)} {_claim(story, event.claim)}{note}"
        case events_contradiction.ContradictionDetected():
            return f"Contradiction, {event.certainty.value}: {event.slot}"
        case events_contradiction.ContradictionResolved():
            return (
                f"Contradiction resolved ({event.outcome.value.replace('_', ' ')}): {_slot(story, event.contradiction)}"
            )
        case _:
            return _named(story, event)


def _appeared(story: Story, event: events_finding.ClaimAppeared) -> str:
    """The article may have said it before: in an older text, or elsewhere in this one."""
    found, revision = event.appearance, event.appearance.revision
    this = AppearanceRef(found.article, revision, found.spans)
    before = [one for one in _in_article(story, event.claim, found.article) if one != this]
    if any(one.revision < revision for one in before):
        return _worded_anew(story, event.claim, found.article, revision)
    again = any(one.revision == revision for one in before)
    return f"{_article(story, found.article)} says it {'again' if again else 'too'}: {_claim(story, event.claim)}"


def _dropped(story: Story, event: events_finding.ClaimAppearanceDropped) -> str:
    """A newer text of the article that has the claim in other words only words it anew."""
    found = (one.revision for one in _in_article(story, event.claim, event.article))
    newer = min((revision for revision in found if revision > event.revision), default=None)
    if newer is not None:
        return _worded_anew(story, event.claim, event.article, newer)
    return f"{_article(story, event.article)} no longer says {_claim(story, event.claim)}"


def _worded_anew(story: Story, claim: ClaimId, article: ArticleId, revision: int) -> str:
    """One sentence for both of its events, so that whoever lists them may tell it once."""
    return f"{_article(story, article)} words it anew in revision {revision}: {_claim(story, claim)}"


def _in_article(story: Story, claim: ClaimId, article: ArticleId) -> list[AppearanceRef]:
    """Where the claim stood or stands in the article, in any of its texts."""
    held = story.claims.get(claim)
    return [one.ref for one in held.appearances if one.ref.article == article] if held else []


def _verb(event: Event) -> str:
    words = type_of(event).split(".")[1].replace("_", " ")
    return words[0].upper() + words[1:]


def _named(story: Story, event: Event) -> str:
    """ "Claim accepted: ..." out of the event's own name and what it is about."""
    room, verb = type_of(event).split(".")
    said = f"{room.capitalize()} {verb.replace('_', ' ')}"
    if (claim := getattr(event, "claim", None)) is not None:
        return f"{said}: {_claim(story, claim)}"
    if (contradiction := getattr(event, "contradiction", None)) is not None:
        return f"{said}: {_slot(story, contradiction)}"
    if (article := getattr(event, "article", None)) is not None:
        return f"{said}: {_article(story, article)}"
    return said
