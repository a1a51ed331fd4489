"""Operations of what lies across stories: contradictions, suggestions, questions, sources, the log."""

from dataclasses import replace

from stories.api import bodies, bodies_claims, contradictions, log, moments, questions, sources, suggestions
from stories.api.reference import answers
from stories.api.reference.operation import MADE, Operation, acts, reads
from stories.domain.vocabulary import Scope
from stories.projections import shapes

_QUESTION_VERBS = {"assign": "Give a question to somebody", "answer": "Answer a question", "close": "Close a question"}
_SUGGESTION_VERBS = {
    "confirm": "Confirm a suggestion; what it suggests is done",
    "reject": "Reject a suggestion",
    "unsure": "Say that nobody can tell yet",
}

DESK: tuple[Operation, ...] = (
    reads(
        "/contradictions/",
        "list_contradictions",
        "Contradictions across stories",
        answers.Contradictions,
        query=contradictions.ContradictionList,
    ),
    reads(
        "/contradictions/{contradiction}/",
        "read_contradiction",
        "A contradiction",
        shapes.Contradiction,
        query=moments.When,
    ),
    acts(
        "/contradictions/{contradiction}/resolve/",
        "resolve_contradiction",
        "Say which side stands, or none, with verdicts on the sides",
        bodies_claims.Resolve,
        answers.ContradictionAfter,
        versioned=True,
    ),
    acts(
        "/contradictions/{contradiction}/dismiss/",
        "dismiss_contradiction",
        "Say that it is none",
        bodies.Reason,
        answers.ContradictionAfter,
        versioned=True,
    ),
    reads(
        "/suggestions/",
        "list_suggestions",
        "Pairs that a machine holds to belong together",
        answers.Suggestions,
        query=suggestions.SuggestionList,
        public=False,
    ),
    *(
        acts(
            f"/suggestions/{{suggestion}}/{verb}/",
            f"{verb}_suggestion",
            _SUGGESTION_VERBS[verb],
            bodies.Judge,
            answers.SuggestionAfter,
        )
        for verb in suggestions.VERBS
    ),
    reads("/questions/{question}/", "read_question", "A question or complaint", shapes.Question, query=moments.When),
    *(
        acts(
            f"/questions/{{question}}/{verb}/",
            f"{verb}_question",
            _QUESTION_VERBS[verb],
            body,
            answers.QuestionAfter,
        )
        for verb, body in questions.QUESTION_VERBS.items()
    ),
    reads("/sources/", "list_sources", "Who publishes", answers.Sources, query=sources.SourceList, public=False),
    acts(
        "/sources/",
        "register_source",
        "Register a source",
        bodies.NewSourceBody,
        answers.SourceAfter,
        scopes=(Scope.ARTICLES_WRITE,),
        **MADE,
    ),
    reads("/sources/{source}/", "read_source", "A source", answers.Source, public=False),
    replace(
        acts("/sources/{source}/", "amend_source", "Amend a source", bodies.AmendSource, answers.SourceAfter),
        method="PATCH",
    ),
    acts(
        "/sources/{source}/withdraw/",
        "withdraw_source",
        "Withdraw all that a source has published",
        bodies.WithdrawSource,
        answers.SourceWithdrawn,
    ),
    reads(
        "/events/",
        "read_log",
        "The whole log in order",
        answers.Log,
        query=log.LogList,
        public=False,
        scopes=(Scope.EVENTS_READ,),
    ),
    reads(
        "/events/{event}/",
        "read_event",
        "An event with the hashes that prove it",
        answers.LogEvent,
        public=False,
        scopes=(Scope.EVENTS_READ,),
    ),
)
