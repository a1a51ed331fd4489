"""The union of all commands, by the stream that they act on."""

from stories.domain.commands_article import ArticleCommand, FindingCommand
from stories.domain.commands_claim import ClaimCommand
from stories.domain.commands_house import DeskCommand, SourceCommand
from stories.domain.commands_story import (
    ContradictionCommand,
    QuestionCommand,
    StoryCommand,
    SuggestionCommand,
)

StoryStreamCommand = (
    StoryCommand
    | ArticleCommand
    | FindingCommand
    | ClaimCommand
    | ContradictionCommand
    | QuestionCommand
    | SuggestionCommand
)
Command = StoryStreamCommand | SourceCommand | DeskCommand

__all__ = ["ClaimCommand", "Command", "DeskCommand", "SourceCommand", "StoryStreamCommand"]
