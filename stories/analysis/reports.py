"""The shape of one reporting clause, shared by the rules that find it and the rules that use it."""

from dataclasses import dataclass, replace

from stories.analysis.model import Token
from stories.domain.values import Act, Span


@dataclass(frozen=True, slots=True)
class Report:
    """Who reports what, in one paragraph; spans are absolute.

    verb, head: the cue's token and its source's head, or None. They are tokens and no indexes, so that a report handed
    on to another paragraph can never be looked up in that paragraph's parse.
    frame: the lexicon's frame that matched; sentence: index of the cue's sentence in the paragraph.
    inherited: the speaker was carried on to a quotation without a cue of its own.
    told: the outlet tells of an act or an attitude; nobody is quoted by it.
    """

    contents: tuple[Span, ...]
    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    lemma: str
    frame: str
    act: Act
    verb: Token | None
    head: Token | None
    sentence: int
    inherited: bool = False
    told: bool = False

    def over(self, contents: tuple[Span, ...], sentence: int) -> "Report":
        """The same speaker and cue for other words."""
        return replace(self, contents=contents, sentence=sentence, inherited=True, verb=None, head=None)


SPEECH_FRAMES = frozenset({"quote", "that", "according", "post", "wh"})
IMPERSONAL = frozenset({"it", "there", "what", "this", "that", "which"})  # subjects that are no source
