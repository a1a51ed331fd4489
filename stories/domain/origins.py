"""Sourcing: how many independent origins stand behind a claim. Computed on reading, never stored.

Appearances that are linked by copied passages, by a credit to one agency, by one utterance or by one owner count once.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from stories.domain.credits import credited_sources, credits_of, source_key
from stories.domain.publication import counted_appearances, counted_evidence
from stories.domain.records import AppearanceRef, Evidence
from stories.domain.sourcing_words import explain, is_anonymous
from stories.domain.speakers import one_speaker
from stories.domain.state import Article, Claim, ClaimAppearance, Revision
from stories.domain.story import Story
from stories.domain.utterances import one_utterance
from stories.domain.values import PROBABLY_DERIVED, Appearance, SourceId, Span, Voice
from stories.domain.vocabulary import EvidenceKind, SourceKind, SourcingLabel, Terms

Node = tuple[str, str]

_OWN_WORDS = frozenset({Voice.QUOTED, Voice.MIXED, Voice.EMBEDDED_POST})
_VERBATIM = frozenset({Voice.QUOTED, Voice.EMBEDDED_POST})
_FIRST_HAND = frozenset({EvidenceKind.DOCUMENT, EvidenceKind.RECORDING, EvidenceKind.VIDEO, EvidenceKind.PHOTO})
_ANONYMOUS_TERMS = frozenset({Terms.BACKGROUND, Terms.NOT_FOR_ATTRIBUTION})


@dataclass(frozen=True, slots=True)
class Sourcing:
    """outlets and origins are counts; explanation says the sum as an editor would."""

    label: SourcingLabel
    outlets: int
    origins: int
    primary: bool
    anonymous_only: bool
    explanation: str


class _Links:
    """Union-find over nodes: ("seen", ref), ("art", id), ("src", id or name), ("said", speaker), ("own", owner)."""

    def __init__(self) -> None:
        self._parent: dict[Node, Node] = {}

    def root(self, node: Node) -> Node:
        self._parent.setdefault(node, node)
        while self._parent[node] != node:
            self._parent[node] = self._parent[self._parent[node]]
            node = self._parent[node]
        return node

    def join(self, one: Node, other: Node) -> None:
        self._parent[self.root(one)] = self.root(other)

    def nodes(self) -> list[Node]:
        return list(self._parent)


def origins(story: Story, claim: Claim, *, public: bool = False) -> dict[AppearanceRef, str]:
    """Each counted appearance's origin: the earliest article, the credited source or the quotation's claim.

    public: of what readers may see, so without the articles that are held.
    """
    counted = counted_appearances(story, claim, public=public)
    links = _linked(story, counted, counted_evidence(claim))
    names = _named(story, claim, counted, links)
    return {item.ref: names[links.root(_seen(item))] for item in counted}


def sourcing(story: Story, claim: Claim, *, public: bool = False) -> Sourcing:
    counted, evidence = counted_appearances(story, claim, public=public), counted_evidence(claim)
    links = _linked(story, counted, evidence)
    roots = {links.root(_seen(item)) for item in counted} | {links.root(_filed(item)) for item in evidence}
    outlets: dict[SourceId, str] = {}
    groups: dict[Node, dict[SourceId, str]] = defaultdict(dict)
    for item in counted:
        source = story.source_of(story.articles[item.appearance.article])
        outlets[source.id] = groups[links.root(_seen(item))][source.id] = source.name
    reasons = {
        root: _reasons(story, links, root, [item for item in counted if links.root(_seen(item)) == root])
        for root in groups
    }
    label = (
        SourcingLabel.UNSOURCED
        if not roots
        else SourcingLabel.SINGLE_ORIGIN
        if len(roots) == 1
        else SourcingLabel.MULTIPLE_ORIGINS
    )
    alone = sum(1 for item in evidence if links.root(_filed(item)) not in groups)
    return Sourcing(
        label,
        len(outlets),
        len(roots),
        any(_is_primary(story, item) for item in counted) or any(item.kind in _FIRST_HAND for item in evidence),
        bool(roots)
        and all(is_anonymous(item.appearance) for item in counted)
        and all(item.terms in _ANONYMOUS_TERMS for item in evidence),
        explain(
            [(sorted(names.values()), reasons[root]) for root, names in groups.items()],
            own_evidence=alone,
            outlets=len(outlets),
            origins=len(roots),
        ),
    )


def independent(story: Story, claim: Claim, rival: Claim) -> bool:
    """Whether the rival has support from an origin that does not also stand behind the claim."""
    if counted_evidence(rival):
        return True
    ours, theirs = counted_appearances(story, claim), counted_appearances(story, rival)
    links = _linked(story, (*ours, *theirs), (), utterances=False)
    mine = {links.root(_seen(item)) for item in ours}
    return any(links.root(_seen(item)) not in mine for item in theirs)


def _is_derived(item: ClaimAppearance) -> bool:
    return any(one.detail == PROBABLY_DERIVED for one in item.differences)


def _seen(item: ClaimAppearance) -> Node:
    appearance = item.appearance
    return ("seen", f"{appearance.article}/{appearance.revision}/{appearance.spans}")


def _filed(item: Evidence) -> Node:
    return ("filed", str(item.n))


def _linked(
    story: Story, counted: tuple[ClaimAppearance, ...], evidence: tuple[Evidence, ...], *, utterances: bool = True
) -> _Links:
    links = _Links()
    spoken = _own_words(counted) if utterances else {}
    # Most claims have one speaker, however often they stand: then there is nothing to look up.
    keys = one_speaker(story, set(spoken.values())) if len(set(spoken.values())) > 1 else {}
    for item in counted:
        node, appearance = _seen(item), item.appearance
        article = story.articles[appearance.article]
        source = story.source_of(article)
        links.join(node, ("src", source.id))
        if source.owner:
            links.join(node, ("own", source.owner.casefold()))
        revision = article.revision(appearance.revision)
        if revision is not None:
            _join_copies(story, links, node, revision, appearance, counted)
            for credited in credited_sources(story, revision, appearance):
                links.join(node, ("src", credited))
        speaker = spoken.get(item.ref)
        if utterances and appearance.voice in _VERBATIM:
            # One claim's verbatim prints were collated word by word: one utterance, whatever each calls the speaker.
            links.join(node, ("said", ""))
        if speaker is not None:
            links.join(node, ("said", keys.get(speaker, speaker.casefold())))
        if _is_derived(item) and counted[0] is not item:
            links.join(node, _seen(counted[0]))
    for one, other in one_utterance([item.appearance for item in counted]) if utterances else ():
        links.join(_seen(counted[one]), _seen(counted[other]))
    for filed in evidence:
        links.root(_filed(filed))
        if filed.contact is not None:
            links.join(_filed(filed), ("contact", filed.contact.id))
        if filed.sha256 is not None:
            links.join(_filed(filed), ("file", filed.sha256))
        elif filed.url is not None:
            links.join(_filed(filed), ("url", filed.url))
        cited = story.articles.get(filed.article) if filed.article is not None else None
        if cited is not None:
            links.join(_filed(filed), ("src", story.source_of(cited).id))
    return links


def _own_words(counted: tuple[ClaimAppearance, ...]) -> dict[AppearanceRef, str]:
    """Whose own words the appearances have, where they have any."""
    return {
        item.ref: speaker
        for item in counted
        if item.appearance.voice in _OWN_WORDS and (speaker := _speaker(item.appearance))
    }


def _join_copies(
    story: Story,
    links: _Links,
    node: Node,
    revision: Revision,
    appearance: Appearance,
    counted: tuple[ClaimAppearance, ...],
) -> None:
    for copied in revision.lineage:
        # Both prints state this very claim, so words that they share in stating it are enough: an editor rewrote the
        # rest. Without a print of it there, the copy must cover most of the statement.
        twins = [
            item
            for item in counted
            if item.appearance.article == copied.article
            and _touches(copied.passage, appearance.spans)
            and _touches(copied.their_passage, item.appearance.spans)
        ]
        for twin in twins:
            links.join(node, ("art", copied.article))
            links.join(node, _seen(twin))
        theirs = story.articles.get(copied.article)
        if theirs is not None and not twins and covers(copied.passage, appearance.spans):
            links.join(node, ("art", copied.article))
            links.join(node, ("src", story.source_of(theirs).id))


def covers(passage: Span, spans: tuple[Span, ...]) -> bool:
    """Whether most of the spans' characters lie in the passage: a copy may be trimmed at its ends."""
    return _shared(passage, spans) >= 0.5


def _touches(passage: Span, spans: tuple[Span, ...]) -> bool:
    return _shared(passage, spans) >= 0.2


def _shared(passage: Span, spans: tuple[Span, ...]) -> float:
    """The share of the spans' characters that lie in the passage."""
    length = sum(end - start for start, end in spans)
    inside = sum(max(0, min(end, passage[1]) - max(start, passage[0])) for start, end in spans)
    return inside / length if length else 0.0


def _speaker(appearance: Appearance) -> str | None:
    """The innermost speaker: whose words they are."""
    return next((item.speaker for item in reversed(appearance.attribution) if item.speaker), None)


def _is_primary(story: Story, item: ClaimAppearance) -> bool:
    kind = story.source_of(story.articles[item.appearance.article]).kind
    return item.appearance.voice is Voice.EMBEDDED_POST or kind in (SourceKind.OFFICIAL, SourceKind.SOCIAL)


def _arrived(article: Article) -> tuple[datetime, str]:
    said = article.dated.value if article.dated is not None else article.published_at
    return (said or article.received_at, article.id)


def _named(story: Story, claim: Claim, counted: tuple[ClaimAppearance, ...], links: _Links) -> dict[Node, str]:
    groups: dict[Node, list[ClaimAppearance]] = defaultdict(list)
    for item in counted:
        groups[links.root(_seen(item))].append(item)
    names: dict[Node, str] = {}
    for root, items in groups.items():
        articles = {item.appearance.article for item in items}
        credited = {
            key
            for item in items
            for name in credits_of(story, item)
            if (key := source_key(story, name)).startswith("src_")
        }
        said = [item for item in items if item.appearance.voice in _OWN_WORDS and _speaker(item.appearance)]
        if len(credited) == 1:
            names[root] = credited.pop()
        elif len(articles) > 1 and len(said) == len(items):
            names[root] = claim.id
        else:
            names[root] = min((story.articles[article] for article in articles), key=_arrived).id
    return names


def _reasons(story: Story, links: _Links, root: Node, items: list[ClaimAppearance]) -> list[str]:
    """In words, what links a group: only links that the group really has."""
    reasons: list[str] = []
    credited = {name for item in items for name in credits_of(story, item)}
    if credited:
        reasons.append(f"credit {' and '.join(sorted(credited))}")
    if any(node[0] == "art" and links.root(node) == root for node in links.nodes()):
        reasons.append("share copied passages")
    if any(_is_derived(item) for item in items):
        reasons.append("probably derive it from one another")
    speakers = {_speaker(item.appearance) for item in items if item.appearance.voice in _OWN_WORDS} - {None}
    named = {speaker for speaker in speakers if speaker}
    if len(named) == 1 or (named and len(set(one_speaker(story, named).values())) == 1):
        reasons.append(f"quote {max(named, key=lambda name: (name[:1].isupper(), len(name), name))}")
    elif len(speakers) > 1 and any(item.appearance.voice in _VERBATIM for item in items):
        reasons.append("print one quotation")
    owners = [story.source_of(story.articles[item.appearance.article]) for item in items]
    shared = {source.owner for source in owners if source.owner}
    if len({source.id for source in owners}) > 1 and len(shared) == 1:
        reasons.append(f"belong to {next(iter(shared))}")
    return reasons
