"""How one wording of a claim in an article differs from the one that was there before: in facts, or in words alone."""

from collections import Counter
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

from stories.analysis.record import Candidate
from stories.comparison.altered import Alteration, became, put_or_left, slip, slips
from stories.comparison.altered_figures import figures
from stories.comparison.edit_words import DISTANT, FILLERS, HEDGES, SURE, TURN, WHEN
from stories.comparison.sentences import alike
from stories.comparison.stretches import Slot, Stretch, forms_of
from stories.comparison.vocabulary import NEGATORS
from stories.comparison.words import CALENDAR, STOP, stem, words
from stories.domain.edits import EditKind
from stories.domain.values import Act

TARGETED = 0.6  # share of words that stand: below it a sentence was written anew, and no single word tells anything
FEWEST_QUOTED = 3


def alteration(old: Stretch, new: Stretch, *, whole: bool = True) -> Alteration | None:
    """What the edit did to the claim, the gravest thing first; None where no more than marks and case differ.

    whole: False where new is a sentence that holds more than the claim, so that what is more says nothing.
    """
    found = [
        *figures(old, new, whole=whole),
        *_denied(old, new),
        *_renamed(old, new),
        *_requoted(old, new, whole=whole),
        *_attributed(old, new),
        *_hedged(old, new, whole=whole),
        *(_words_changed(old, new, whole=whole) if not _same_quotation(old, new) else ()),
    ]
    if not found:
        return Alteration(EditKind.REWORDED) if old.forms != new.forms else None
    gravest = min(found, key=lambda one: _GRAVITY.index(one.kind))
    told = dict.fromkeys(one.detail for one in found if one.detail and one.kind in (gravest.kind, *_TOLD_BESIDE))
    return Alteration(gravest.kind, "; ".join(told) or None, frozenset(slot for one in found for slot in one.slots))


_WORDS = frozenset({Slot.WORDS})
_SPEAKER = frozenset({Slot.SPEAKER})
_GRAVITY = (
    EditKind.CHANGED,
    EditKind.REQUOTED,
    EditKind.REATTRIBUTED,
    EditKind.SOFTENED,
    EditKind.STRENGTHENED,
    EditKind.DROPPED,
    EditKind.MOVED,
    EditKind.ADDED,
    EditKind.REWORDED,
)
_TOLD_BESIDE = (EditKind.CHANGED, EditKind.REQUOTED, EditKind.REATTRIBUTED, EditKind.SOFTENED, EditKind.STRENGTHENED)


def _denied(old: Stretch, new: Stretch) -> list[Alteration]:
    mine, theirs = _negators(old.forms), _negators(new.forms)
    if len(mine) % 2 == len(theirs) % 2:
        return []
    put = [form for form in theirs if form not in mine]
    return [Alteration(EditKind.CHANGED, f"“{put[0]}” was put in" if put else f"“{mine[0]}” was taken out", _WORDS)]


def _negators(forms: Sequence[str]) -> list[str]:
    return [form for form in forms if form in NEGATORS or stem(form) in NEGATORS or form.endswith("n't")]


def _renamed(old: Stretch, new: Stretch) -> list[Alteration]:
    """One name in the place of another; a name more or less, or one for "she", is none."""
    gone = [form for form in old.names if form not in new.forms]
    come = [form for form in new.names if form not in old.forms]
    if not gone or not come:
        return []
    was = " ".join(_capital(form) for form in sorted(gone, key=old.forms.index))
    now = " ".join(_capital(form) for form in sorted(come, key=new.forms.index))
    return [Alteration(EditKind.CHANGED, became(was, now), frozenset({Slot.NAME}))]


def _capital(form: str) -> str:
    return form[:1].upper() + form[1:]


def _requoted(old: Stretch, new: Stretch, *, whole: bool) -> list[Alteration]:
    mine, theirs = old.quoted, new.quoted
    if min(len(mine), len(theirs)) < FEWEST_QUOTED or mine == theirs:
        return []
    gone: list[str] = []
    come: list[str] = []
    for tag, a, b, c, d in SequenceMatcher(None, mine, theirs, autojunk=False).get_opcodes():
        if tag == "equal" or slips(mine[a:b], theirs[c:d]):
            continue
        if tag == "insert" and not whole:
            continue
        gone.extend(mine[a:b])
        come.extend(theirs[c:d])
    if not gone and not come:
        return []
    detail = became(" ".join(gone), " ".join(come)) if gone and come else put_or_left(gone, come)
    return [Alteration(EditKind.REQUOTED, f"in the quotation {detail}", frozenset({Slot.QUOTATION}))]


def _same_quotation(old: Stretch, new: Stretch) -> bool:
    """Nearly all of it is quoted words: their change is told as such."""
    return len(old.quoted) >= 0.8 * len(old.forms) and len(new.quoted) >= 0.8 * len(new.forms)


def _attributed(old: Stretch, new: Stretch) -> list[Alteration]:
    if old.candidate is None or new.candidate is None:
        return []
    was, now = _speaker(old.candidate), _speaker(new.candidate)
    if was and now:
        mine, theirs = _count(old), _count(new)
        if not _one_speaker(was, now) or (mine and theirs and mine != theirs):
            was, now = (" ".join([*one[:1], two]) for one, two in ((mine, was), (theirs, now)))
            return [Alteration(EditKind.REATTRIBUTED, f"said by {was} before, by {now} now", _SPEAKER)]
        return _cues(old, new)
    if (now and _told_of(now, old)) or (was and _told_of(was, new)):
        return []  # "he blamed the imports" and "the imports were to blame, he said"
    if now:
        return [Alteration(EditKind.SOFTENED, f"now attributed to {now}", _SPEAKER)]
    if was:
        return [Alteration(EditKind.STRENGTHENED, f"no longer attributed to {was}", _SPEAKER)]
    return []


def _told_of(speaker: str, stretch: Stretch) -> bool:
    return {stem(form) for form in forms_of(speaker)} - STOP <= {stem(form) for form in stretch.forms}


def _count(stretch: Stretch) -> list[str]:
    """How many speakers there are, where it is said."""
    assert stretch.candidate is not None
    sources = [span for link in stretch.candidate.attribution for span in link.source]
    return [form for start, end in sources for form in forms_of(stretch.reading.text[start:end]) if form.isdigit()]


def _one_speaker(was: str, now: str) -> bool:
    mine, theirs = ({stem(word.form) for word in words(name)} - STOP for name in (was, now))
    return bool(mine & theirs) or not mine or not theirs or _pronoun(was) or _pronoun(now)


def _pronoun(name: str) -> bool:
    return name.lower() in {"he", "she", "it", "they", "i", "we", "who", "his", "her", "their"}


def _cues(old: Stretch, new: Stretch) -> list[Alteration]:
    (was, one), (now, other) = _cue(old), _cue(new)
    if one == other:
        return []
    kind = EditKind.SOFTENED if other < one else EditKind.STRENGTHENED
    return [Alteration(kind, became(was, now), _SPEAKER)]


def _cue(stretch: Stretch) -> tuple[str, int]:
    """The reporting word as printed, and how sure of it the outlet is: -1 keeps its distance, 1 vouches."""
    assert stretch.candidate is not None
    for link in reversed(stretch.candidate.attribution):
        printed = " ".join(stretch.reading.text[start:end] for start, end in link.cue)
        forms = {stem(word.form) for word in words(printed)}
        if link.act is Act.HEDGE or forms & DISTANT:
            return printed, -1
        if forms & SURE:
            return printed, 1
        if link.speaker:
            return printed, 0
    return "", 0


def _speaker(candidate: Candidate) -> str:
    return next((link.speaker for link in reversed(candidate.attribution) if link.speaker), None) or ""


def _hedged(old: Stretch, new: Stretch, *, whole: bool) -> list[Alteration]:
    mine = {form for form in old.forms if stem(form) in HEDGES}
    theirs = {form for form in new.forms if stem(form) in HEDGES}
    if whole and theirs - mine and not mine:
        return [Alteration(EditKind.SOFTENED, f"“{sorted(theirs)[0]}” was put in", _WORDS)]
    if mine - theirs and not theirs:
        return [Alteration(EditKind.STRENGTHENED, f"“{sorted(mine)[0]}” was taken out", _WORDS)]
    return []


def _words_changed(old: Stretch, new: Stretch, *, whole: bool) -> list[Alteration]:
    """Words exchanged, left out or put in where the sentence stands otherwise."""
    matcher = SequenceMatcher(None, old.bare, new.bare, autojunk=False)
    if whole and matcher.ratio() < TARGETED:
        return []
    found: list[Alteration] = []
    for tag, a, b, c, d in matcher.get_opcodes():
        was, now = old.bare[a:b], new.bare[c:d]
        if tag == "equal" or slips(was, now):
            continue
        if tag == "replace" and len(was) == len(now) == 1 and {*was, *now} <= WHEN:
            found.append(Alteration(EditKind.CHANGED, became(was[0], now[0]), frozenset({Slot.DATE})))
            continue
        gone, come = _telling(was, old, new), _telling(now, new, old)
        if gone and come:
            if not all(any(_turns(one, other) for other in come) for one in gone):
                found.append(Alteration(EditKind.CHANGED, became(" ".join(gone), " ".join(come)), _WORDS))
        elif gone:
            found.append(Alteration(EditKind.DROPPED, f"“{' '.join(gone)}” was left out", _WORDS))
        elif come and whole:
            found.append(Alteration(EditKind.ADDED, f"“{' '.join(come)}” was put in", _WORDS))
    return found


def _telling(forms: Iterable[str], own: Stretch, other: Stretch) -> list[str]:
    """The words of substance that the other text has nowhere; figures, names and hedges are looked at by themselves."""
    there = Counter(stem(form) for form in other.forms)
    return [
        form
        for form in forms
        if form not in STOP
        and not form[0].isdigit()
        and form not in CALENDAR
        and form not in own.names
        and stem(form) not in FILLERS
        and stem(form) not in HEDGES
        and stem(form) not in NEGATORS
        and not there[stem(form)]
        and not any(_written_together(form, word, other.forms) for word in other.forms)
    ]


def _written_together(form: str, word: str, forms: Sequence[str]) -> bool:
    """ "fire fighters" and "firefighters"."""
    return (word != form and len(word) > 3 and form.startswith(word) and form[len(word) :] in forms) or (
        len(form) > 3 and word.startswith(form) and word != form and len(word) - len(form) > 3
    )


def _turns(one: str, other: str) -> bool:
    """Another form or another turn of the same thing."""
    mine, theirs = stem(one), stem(other)
    if mine == theirs or slip(one, other) or TURN.get(mine, set()) & TURN.get(theirs, set()):
        return True
    return mine[:5] == theirs[:5] and len(mine) > 4 and alike(mine, theirs)
