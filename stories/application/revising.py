"""What a later revision of an article is: by what happened to its claims, and whether a note admits it."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal

from stories.application.ids import new_id
from stories.application.placing import Placed
from stories.comparison.conflicts import CONFLICTS
from stories.comparison.edits import Edited
from stories.comparison.notes import Note, NoteKind, new_notes
from stories.comparison.words import STOP, stem, words
from stories.domain.commands_article import Findings
from stories.domain.edits import MATERIAL, Edit, EditKind
from stories.domain.events_story import SuggestionMade
from stories.domain.publication import is_tracked
from stories.domain.state import Article, Claim, Revision
from stories.domain.story import Story
from stories.domain.values import ClaimId, SuggestionId
from stories.domain.vocabulary import RevisionKind, SuggestionKind

MOST_TOLD = 40  # edits that an event bears: an article that was replaced is not told claim by claim

_SAID = {
    EditKind.CHANGED: "changed",
    EditKind.DROPPED: "taken out",
    EditKind.SOFTENED: "softened",
    EditKind.STRENGTHENED: "strengthened",
    EditKind.REATTRIBUTED: "given to another speaker",
    EditKind.REQUOTED: "quoted otherwise",
}


def former(article: Article, revision: Revision) -> Revision | None:
    """The text that this one is an edit of: of those that came before it the newest, or the next older one for a
    text that arrived late."""
    earlier = [one for one in article.revisions[: revision.n - 1] if not one.withdrawn]
    older = [one for one in earlier if _told_at(one) <= _told_at(revision)]
    return max(older or earlier, key=lambda one: (_told_at(one), one.n), default=None)


def _told_at(revision: Revision) -> datetime:
    return revision.modified_at or revision.received_at


def revision_kind(before: Revision, after: Revision, edited: Sequence[Edited]) -> tuple[RevisionKind, str]:
    """The kind and one sentence why. edited: what became of the claims from the one text to the other."""
    if after.declared is not None:
        return after.declared.kind, f"the sender says so: {after.declared.note}"
    retitled = after.title is not None and _words(before.title or "") != _words(after.title)
    if _words(before.text) == _words(after.text):
        if retitled:
            return RevisionKind.HEADLINE, "only the headline changed"
        if before.text == after.text:
            return RevisionKind.REFILE, "the same text was sent again"
        return RevisionKind.COSMETIC, "only punctuation, case or white space changed"
    noted = new_notes(before.text, after.text)
    material = [one for one in edited if one.kind in MATERIAL]
    if material:
        return _changed(material, noted)
    admitted = [note for note in noted if note.kind is NoteKind.CORRECTION]
    if admitted:
        return RevisionKind.CORRECTION, "a note says that something was put right"
    if any(note.kind is NoteKind.REFILE for note in noted):
        return RevisionKind.REFILE, "a note says that it was sent again, and no claim changed"
    moved = [one for one in edited if one.kind is EditKind.MOVED]
    if moved:
        return RevisionKind.UPDATE, f"a figure that moves has moved on: {moved[0].detail}"
    added = [one for one in edited if one.kind is EditKind.ADDED]
    if added:
        return RevisionKind.UPDATE, f"{_claims(len(added))} added, none changed"
    if retitled:
        return RevisionKind.HEADLINE, "the headline changed, and no claim"
    return RevisionKind.COSMETIC, "no claim changed"


def told_edits(story: Story, article: Article, revision: Revision, edited: Sequence[Edited]) -> tuple[Edit, ...]:
    """The edits as an event bears them, the gravest first, with the claims that stood in the former wording.

    A text that is not the head takes nothing from anything that stands.
    """
    held: dict[str, list[ClaimId]] = {}
    if revision.n == article.head:
        for claim in story.claims.values():
            for one in claim.standing_appearances:
                if one.article == article.id and claim.merged_into is None:
                    held.setdefault(one.text, []).append(claim.id)
    ranked = sorted(
        (one for one in edited if one.kind is not EditKind.REWORDED), key=lambda one: one.kind not in MATERIAL
    )
    return tuple(
        Edit(
            one.kind,
            one.before.text if one.before else None,
            one.after.text if one.after else None,
            one.detail,
            tuple(dict.fromkeys(held.get(one.before.text, ()))) if one.before else (),
        )
        for one in ranked[:MOST_TOLD]
    )


def moved_on(
    story: Story, article: Article, edited: Sequence[Edited], placed: Sequence[Placed], besides: Findings
) -> Iterator[SuggestionMade]:
    """An article that wrote a later value of a figure over an earlier one asks whether our line should follow.

    placed: where the claims of the new text belong. besides: what is suggested anyhow.
    """
    asked = {(made.a, made.b) for made in besides.suggestions}
    homes = {one.candidate.spans: one.claim for one in placed}
    for one in edited:
        if one.kind is not EditKind.MOVED or one.before is None or one.after is None:
            continue
        newer = homes.get(one.after.spans)
        for older in _held_by(story, article, one.before.text):
            pair = (older.id, newer)
            if newer is None or newer == older.id or pair in asked or not is_tracked(older):
                continue
            asked.add((older.id, newer))
            if story.pair_decision(SuggestionKind.SUPERSEDE, older.id, newer) is None:
                reason = f"{story.source_of(article).name} has changed it: {one.detail}"
                made = SuggestionId(new_id("sug"))
                yield SuggestionMade(made, SuggestionKind.SUPERSEDE, older.id, newer, Decimal(1), reason, CONFLICTS)


def _held_by(story: Story, article: Article, words: str) -> list[Claim]:
    return [
        claim
        for claim in story.claims.values()
        if claim.merged_into is None
        and any(one.article == article.id and one.text == words for one in claim.standing_appearances)
    ]


def _changed(material: Sequence[Edited], noted: Sequence[Note]) -> tuple[RevisionKind, str]:
    number, how = len(material), _SAID[material[0].kind]
    corrections = [note for note in noted if note.kind in {NoteKind.CORRECTION, NoteKind.REFILE}]
    hidden = [one for one in material if not any(_covers(note, one) for note in corrections)]
    if corrections and (len(hidden) < number) and not _graver(hidden):
        return RevisionKind.CORRECTION, f"{_claims(number)} {how}, and an editor's note says so"
    if corrections and len(hidden) < number:
        return (
            RevisionKind.STEALTH,
            f"{_claims(len(hidden))} {_SAID[hidden[0].kind]}; the note speaks of another change",
        )
    updates = [note for note in noted if note.kind is NoteKind.UPDATE and note.content]
    if updates and all(any(_covers(note, one) for note in updates) for one in material):
        return RevisionKind.UPDATE, f"{_claims(number)} {how}, and a note says what is new"
    aside = "; the note does not speak of it" if noted else ", and no note says so"
    return RevisionKind.STEALTH, f"{_claims(number)} {how}{aside}"


def _covers(note: Note, edit: Edited) -> bool:
    """A note that names nothing covers what changed; one that names something, only what it names."""
    if note.slots and edit.slots:
        return bool(note.slots & edit.slots)
    return not note.content or bool(note.content & _matter(edit))


def _matter(edit: Edited) -> frozenset[str]:
    """Stems of the claim in both wordings, and of who said it."""
    said = [one.text for one in (edit.before, edit.after) if one is not None]
    said += [link.speaker or "" for one in (edit.before, edit.after) if one is not None for link in one.attribution]
    return frozenset(stem(word.form) for text in said for word in words(text) if word.form not in STOP)


def _graver(hidden: Sequence[Edited]) -> bool:
    return any(one.kind in {EditKind.CHANGED, EditKind.REQUOTED, EditKind.REATTRIBUTED} for one in hidden)


def _claims(number: int) -> str:
    return "1 claim" if number == 1 else f"{number} claims"


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold())
