"""Every operation of the API: one row of a table each, made of the very types that the views read and answer with."""

from dataclasses import dataclass, replace
from typing import Any

from stories.api import (
    articles,
    bodies,
    bodies_claims,
    contradictions,
    log,
    moments,
    questions,
    sources,
    stories,
    suggestions,
)
from stories.api import story_parts as parts
from stories.api.reference import answers
from stories.api.verbs import CLAIM_VERBS
from stories.domain.vocabulary import Scope
from stories.projections import shapes


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """path: below /api/v1. query, body, answer: types. public: answered to anybody, with what readers may see.

    scopes: any of them opens it to a key; none where nobody is asked for one. versioned: needs If-Match or
    expected_version. waits: takes Prefer: wait.
    """

    method: str
    path: str
    name: str
    room: str
    summary: str
    answer: Any
    status: int = 200
    other: tuple[int, ...] = ()
    query: Any = None
    body: Any = None
    public: bool = False
    scopes: tuple[Scope, ...] = ()
    versioned: bool = False
    waits: bool = False
    media: str = "application/json"

    @property
    def is_command(self) -> bool:
        return self.method != "GET"


def _get(path: str, name: str, summary: str, answer: Any, **more: Any) -> Operation:
    room = path.split("/")[1]
    defaults: dict[str, Any] = {"public": True, "scopes": (Scope.STORIES_READ,)}
    return Operation(method="GET", path=path, name=name, room=room, summary=summary, answer=answer, **defaults | more)


def _post(path: str, name: str, summary: str, body: Any, answer: Any, **more: Any) -> Operation:
    room = path.split("/")[1]
    defaults: dict[str, Any] = {"method": "POST", "scopes": (Scope.CLAIMS_ACT,)}
    return Operation(path=path, name=name, room=room, summary=summary, body=body, answer=answer, **defaults | more)


MADE: dict[str, Any] = {"status": 201}

_STORY_VERBS = {
    "open": "Open a story that a machine proposed",
    "publish": "Let readers see the story",
    "unpublish": "Take the story from readers",
    "close": "Close the story",
    "reopen": "Reopen a closed story",
    "amend": "Change title, slug or how many origins a line needs",
    "note": "Leave a note for the desk",
}
_ARTICLE_VERBS = {
    "withdraw": "Withdraw an article, or one revision, or all that rests on its origin",
    "hold": "Hold an article back",
    "release": "Release a held article",
    "amend": "Mend title, byline, address, language, date or source",
    "reclassify": "Say what a revision is",
    "reanalyse": "Have an article analysed again",
}
_CLAIM_VERBS = {
    "accept": "Report a detected claim",
    "dismiss": "Dismiss a detected claim",
    "restore": "Bring a dismissed claim back",
    "assign": "Give a claim to somebody to check, or to nobody",
    "note": "Leave a note on a claim",
    "evidence": "File evidence",
    "verify": "Verify a claim on evidence",
    "refute": "Refute a claim on evidence",
    "mark_inconclusive": "Say that it can be neither verified nor refuted",
    "approve": "Approve a colleague's proposal",
    "dispute": "Say that a claim is disputed",
    "supersede": "Say that another claim has taken its place",
    "correct": "Correct what readers saw",
    "hold": "Hold a claim back",
    "release": "Release a held claim to readers",
    "withdraw": "Withdraw a claim; readers keep a notice",
    "reinstate": "Bring a withdrawn claim back",
    "amend": "Change wording, speaker, values, section or rank",
    "recheck": "Say that it still stands, or when to look again",
    "merge": "Merge a claim into another that says the same",
    "split": "Make a claim of some of its appearances and evidence",
    "undo": "Undo your own decision of the last ten minutes",
}
_QUESTION_VERBS = {"assign": "Give a question to somebody", "answer": "Answer a question", "close": "Close a question"}
_SUGGESTION_VERBS = {
    "confirm": "Confirm a suggestion; what it suggests is done",
    "reject": "Reject a suggestion",
    "unsure": "Say that nobody can tell yet",
}

_STORIES: tuple[Operation, ...] = (
    _get("/stories/", "list_stories", "Stories, newest first", answers.Stories, query=stories.StoryList),
    _post(
        "/stories/",
        "create_story",
        "Begin a story",
        bodies.NewStory,
        answers.StoryAfter,
        scopes=(Scope.STORIES_WRITE,),
        **MADE,
    ),
    _get(
        "/stories/{story}/", "read_story", "The verified state, now or at any moment", shapes.State, query=moments.When
    ),
    _get("/stories/{story}/claims/", "list_claims", "All claims of a story", answers.Claims, query=parts.ClaimList),
    _post(
        "/stories/{story}/claims/",
        "create_claim",
        "Make a claim by hand",
        bodies_claims.NewClaim,
        answers.ClaimAfter,
        **MADE,
    ),
    _get(
        "/stories/{story}/contradictions/",
        "list_story_contradictions",
        "Contradictions of a story",
        answers.Contradictions,
        query=parts.ContradictionList,
    ),
    _get(
        "/stories/{story}/corrections/",
        "list_corrections",
        "What was corrected or taken back",
        answers.Claims,
        query=parts.Part,
    ),
    _get("/stories/{story}/articles/", "list_articles", "Articles of a story", answers.StoryArticles, query=parts.Part),
    _get(
        "/stories/{story}/sources/", "read_story_sources", "Outlets by origin", answers.StorySources, query=moments.When
    ),
    _get(
        "/stories/{story}/events/",
        "list_story_events",
        "What happened, in order",
        answers.StoryEvents,
        query=parts.EventList,
    ),
    _get("/stories/{story}/diff/", "diff_story", "Two versions side by side", answers.Diff, query=parts.Differences),
    _get(
        "/stories/{story}/questions/",
        "list_questions",
        "What is not known yet",
        answers.Questions,
        query=questions.QuestionList,
    ),
    _post(
        "/stories/{story}/questions/",
        "ask_question",
        "Ask a question",
        bodies.NewQuestion,
        answers.QuestionAfter,
        **MADE,
    ),
    *(
        _post(
            f"/stories/{{story}}/{verb}/",
            f"{verb}_story",
            _STORY_VERBS[verb],
            body,
            answers.StoryAfter,
            scopes=(Scope.STORIES_WRITE, Scope.CLAIMS_ACT),
        )
        for verb, (body, _command) in stories.VERBS.items()
    ),
    _post("/stories/{story}/merge/", "merge_story", "Merge a story into another", bodies.MergeInto, answers.StoryAfter),
    _post("/stories/{story}/split/", "split_story", "Make a story of a part", bodies.SplitStory, answers.StorySplit),
)

_ARTICLES: tuple[Operation, ...] = (
    _post(
        "/articles/",
        "file_article",
        "Send an article, or a new revision of one",
        bodies.NewArticle,
        answers.Filed,
        status=201,
        other=(200,),
        scopes=(Scope.ARTICLES_WRITE,),
        waits=True,
    ),
    _get(
        "/articles/{article}/",
        "read_article",
        "An article with its text, revisions and lineage; for the desk alone",
        shapes.Article,
        query=moments.When,
    ),
    *(
        _post(f"/articles/{{article}}/{verb}/", f"{verb}_article", _ARTICLE_VERBS[verb], body, answers.ArticleAfter)
        for verb, (body, _command) in articles.VERBS.items()
    ),
    _post(
        "/articles/{article}/move/",
        "move_article",
        "Move an article to another story",
        bodies.MoveArticle,
        answers.ArticleAfter,
    ),
)

_CLAIMS: tuple[Operation, ...] = (
    _get("/claims/{claim}/", "read_claim", "A claim, now or at any moment", shapes.Claim, query=moments.When),
    _get("/claims/{claim}/history/", "read_claim_history", "A claim's own events", answers.History, query=moments.When),
    _get("/claims/{claim}/provenance/", "read_provenance", "Why we say it", answers.Provenance, query=moments.When),
    *(
        _post(
            f"/claims/{{claim}}/{verb}/",
            f"{verb}_claim",
            _CLAIM_VERBS[verb],
            body,
            answers.ClaimSplit if verb == "split" else answers.ClaimAfter,
            versioned=True,
        )
        for verb, (body, _command) in CLAIM_VERBS.items()
    ),
    _post(
        "/claims/{claim}/evidence/{n}/strike/",
        "strike_evidence",
        "Strike evidence that does not stand",
        bodies.Reason,
        answers.ClaimAfter,
        versioned=True,
    ),
)

_DESK: tuple[Operation, ...] = (
    _get(
        "/contradictions/",
        "list_contradictions",
        "Contradictions across stories",
        answers.Contradictions,
        query=contradictions.ContradictionList,
    ),
    _get(
        "/contradictions/{contradiction}/",
        "read_contradiction",
        "A contradiction",
        shapes.Contradiction,
        query=moments.When,
    ),
    _post(
        "/contradictions/{contradiction}/resolve/",
        "resolve_contradiction",
        "Say which side stands, or none, with verdicts on the sides",
        bodies_claims.Resolve,
        answers.ContradictionAfter,
        versioned=True,
    ),
    _post(
        "/contradictions/{contradiction}/dismiss/",
        "dismiss_contradiction",
        "Say that it is none",
        bodies.Reason,
        answers.ContradictionAfter,
        versioned=True,
    ),
    _get(
        "/suggestions/",
        "list_suggestions",
        "Pairs that a machine holds to belong together",
        answers.Suggestions,
        query=suggestions.SuggestionList,
        public=False,
    ),
    *(
        _post(
            f"/suggestions/{{suggestion}}/{verb}/",
            f"{verb}_suggestion",
            _SUGGESTION_VERBS[verb],
            bodies.Judge,
            answers.SuggestionAfter,
        )
        for verb in suggestions.VERBS
    ),
    _get("/questions/{question}/", "read_question", "A question or complaint", shapes.Question, query=moments.When),
    *(
        _post(
            f"/questions/{{question}}/{verb}/",
            f"{verb}_question",
            _QUESTION_VERBS[verb],
            body,
            answers.QuestionAfter,
        )
        for verb, body in questions.QUESTION_VERBS.items()
    ),
    _get("/sources/", "list_sources", "Who publishes", answers.Sources, query=sources.SourceList, public=False),
    _post(
        "/sources/",
        "register_source",
        "Register a source",
        bodies.NewSourceBody,
        answers.SourceAfter,
        scopes=(Scope.ARTICLES_WRITE,),
        **MADE,
    ),
    _get("/sources/{source}/", "read_source", "A source", answers.Source, public=False),
    replace(
        _post("/sources/{source}/", "amend_source", "Amend a source", bodies.AmendSource, answers.SourceAfter),
        method="PATCH",
    ),
    _post(
        "/sources/{source}/withdraw/",
        "withdraw_source",
        "Withdraw all that a source has published",
        bodies.WithdrawSource,
        answers.SourceWithdrawn,
    ),
    _get(
        "/events/",
        "read_log",
        "The whole log in order",
        answers.Log,
        query=log.LogList,
        public=False,
        scopes=(Scope.EVENTS_READ,),
    ),
    _get(
        "/events/{event}/",
        "read_event",
        "An event with the hashes that prove it",
        answers.LogEvent,
        public=False,
        scopes=(Scope.EVENTS_READ,),
    ),
)

_REFERENCE: tuple[Operation, ...] = tuple(
    replace(_get(path, name, summary, answer, scopes=(), media=media), room="reference")
    for path, name, summary, answer, media in (
        ("/openapi.json", "read_openapi", "This document", dict[str, Any], "application/json"),
        ("/docs/", "read_docs", "This document as a page", str, "text/html"),
        ("/schemas/events/", "list_event_schemas", "Every type of event", answers.EventTypes, "application/json"),
        (
            "/schemas/events/{type}/{schema}/",
            "read_event_schema",
            "The JSON Schema of an event's body",
            dict[str, Any],
            "application/schema+json",
        ),
    )
)

OPERATIONS: tuple[Operation, ...] = (*_STORIES, *_ARTICLES, *_CLAIMS, *_DESK, *_REFERENCE)
