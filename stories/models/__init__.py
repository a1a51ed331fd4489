"""All tables.
The log's own tables are written by eventlog alone, read models by projections alone."""

from stories.models.access import ApiKey, Contact, Person
from stories.models.arrivals import Job, JobLine, StoredFile
from stories.models.desk import Handover, HouseJob, LastLook
from stories.models.digests import Digest
from stories.models.feeds import Feed, FeedItem, FeedRun, Host, Watch
from stories.models.log import Event, LogEntry, Parked, Stream, Subscription
from stories.models.personal import DeskChoice, SavedView, WatchedStory
from stories.models.reading import (
    Appearance,
    Article,
    Claim,
    Contradiction,
    Question,
    Source,
    Story,
    StoryEvent,
    Suggestion,
)
from stories.models.timetable import Tick, TimetableJob
from stories.models.webhooks import Delivery, PlainCommand, WebhookEndpoint

__all__ = [
    "ApiKey",
    "Appearance",
    "Article",
    "Claim",
    "Contact",
    "Contradiction",
    "Delivery",
    "DeskChoice",
    "Digest",
    "Event",
    "Feed",
    "FeedItem",
    "FeedRun",
    "Handover",
    "Host",
    "HouseJob",
    "Job",
    "JobLine",
    "LastLook",
    "LogEntry",
    "Parked",
    "Person",
    "PlainCommand",
    "Question",
    "SavedView",
    "Source",
    "StoredFile",
    "Story",
    "StoryEvent",
    "Stream",
    "Subscription",
    "Suggestion",
    "Tick",
    "TimetableJob",
    "Watch",
    "WatchedStory",
    "WebhookEndpoint",
]
