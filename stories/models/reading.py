"""Read models: what the state looks like now, for lists, filters and the admin.

Written by projections alone and rebuildable from the log. Primary keys are public ids; `document` is the shape that
the API serves. No foreign keys: a rebuild replaces rows of one table without asking the others.
"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models


class Story(models.Model):
    id = models.CharField(primary_key=True, max_length=36)
    slug = models.CharField(max_length=120, db_index=True)
    title = models.CharField(max_length=500)
    status = models.CharField(max_length=20)
    public = models.BooleanField(default=False)
    merged_into = models.CharField(max_length=36, blank=True, default="")
    version = models.IntegerField(default=0)
    updated_at = models.DateTimeField()
    counts = models.JSONField(default=dict)

    class Meta:
        verbose_name_plural = "stories"
        ordering = ("-updated_at", "id")

    def __str__(self) -> str:
        return self.title


class Article(models.Model):
    id = models.CharField(primary_key=True, max_length=36)
    story = models.CharField(max_length=36, db_index=True)
    source = models.CharField(max_length=36, db_index=True)
    source_name = models.CharField(max_length=200)
    title = models.CharField(max_length=1000, blank=True)
    url = models.CharField(max_length=2000, blank=True)
    status = models.CharField(max_length=20)
    revision = models.IntegerField()
    filed_at = models.DateTimeField()
    version = models.IntegerField()
    document = models.JSONField(default=dict)

    class Meta:
        ordering = ("filed_at", "id")

    def __str__(self) -> str:
        return f"{self.source_name}: {self.title}" if self.title else self.source_name


class Paragraph(models.Model):
    """That an article of the source has a paragraph, by its digest: so that what recurs is known for furniture."""

    id = models.CharField(primary_key=True, max_length=110)
    story = models.CharField(max_length=36, db_index=True)
    source = models.CharField(max_length=36)
    article = models.CharField(max_length=36, db_index=True)
    digest = models.CharField(max_length=64)

    class Meta:
        indexes = (models.Index(fields=("digest", "source"), name="paragraph_digest_source"),)

    def __str__(self) -> str:
        return self.id


class Imprint(models.Model):
    """The marks of an article's texts, by its id. taken_back: some of it was, once; its story says what and whether.

    Its index is asked for hundreds of marks with each article that is read, so it puts nothing off.
    """

    id = models.CharField(primary_key=True, max_length=36)
    story = models.CharField(max_length=36, db_index=True)
    taken_back = models.BooleanField(default=False)
    marks = ArrayField(models.BigIntegerField())

    class Meta:
        indexes = (
            GinIndex(fields=("marks",), name="imprint_marks"),
            GinIndex(
                fields=("marks",), condition=models.Q(taken_back=True), fastupdate=False, name="imprint_taken_back"
            ),
        )

    def __str__(self) -> str:
        return self.id


class Claim(models.Model):
    """told_at: of a line that was corrected or withdrawn, when the newest word on that was said."""

    id = models.CharField(primary_key=True, max_length=36)
    story = models.CharField(max_length=36, db_index=True)
    statement = models.TextField()
    status = models.CharField(max_length=20)
    publication = models.CharField(max_length=20)
    public = models.BooleanField(default=False)
    sourcing = models.CharField(max_length=20)
    outlets = models.IntegerField(default=0)
    origins = models.IntegerField(default=0)
    contradicted = models.BooleanField(default=False)
    challenged = models.BooleanField(default=False)
    assignee = models.CharField(max_length=36, blank=True)
    hold = models.CharField(max_length=20, blank=True, default="")
    pending = models.CharField(max_length=30, blank=True, default="")
    recheck_by = models.DateTimeField(null=True)
    check_worthiness = models.FloatField(default=0)
    version = models.IntegerField()
    first_seen = models.DateTimeField()
    last_changed = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    document = models.JSONField(default=dict)

    class Meta:
        ordering = ("first_seen", "id")
        indexes = (
            models.Index(fields=("story", "status"), name="claim_story_status"),
            models.Index(fields=("-told_at", "id"), condition=models.Q(told_at__isnull=False), name="claim_told_at"),
        )

    def __str__(self) -> str:
        return self.statement


class Appearance(models.Model):
    """One row a claim, article and first span; `standing` is false once the revision or the article is withdrawn."""

    id = models.CharField(primary_key=True, max_length=120)
    story = models.CharField(max_length=36, db_index=True)
    claim = models.CharField(max_length=36, db_index=True)
    article = models.CharField(max_length=36, db_index=True)
    revision = models.IntegerField()
    source_name = models.CharField(max_length=200)
    origin = models.CharField(max_length=36, blank=True)
    voice = models.CharField(max_length=20)
    speaker = models.CharField(max_length=300, blank=True)
    text = models.TextField()
    spans = models.JSONField(default=list)
    standing = models.BooleanField(default=True)

    class Meta:
        ordering = ("story", "claim", "article", "id")

    def __str__(self) -> str:
        return self.text


class Contradiction(models.Model):
    """`readers`: the document as they get it once the story is public, empty while they may not see it.

    Null in rows that are older than the column, until something of theirs changes or they are rebuilt.
    """

    id = models.CharField(primary_key=True, max_length=36)
    story = models.CharField(max_length=36, db_index=True)
    kind = models.CharField(max_length=20)
    certainty = models.CharField(max_length=20)
    status = models.CharField(max_length=20, db_index=True)
    slot = models.CharField(max_length=500)
    version = models.IntegerField()
    document = models.JSONField(default=dict)
    readers = models.JSONField(null=True)

    class Meta:
        ordering = ("story", "id")

    def __str__(self) -> str:
        return self.slot


class Question(models.Model):
    id = models.CharField(primary_key=True, max_length=36)
    story = models.CharField(max_length=36, db_index=True)
    kind = models.CharField(max_length=20)
    status = models.CharField(max_length=20)
    text = models.TextField()
    owner = models.CharField(max_length=36, blank=True)
    due = models.DateTimeField(null=True)
    version = models.IntegerField()
    document = models.JSONField(default=dict)

    class Meta:
        ordering = ("story", "id")

    def __str__(self) -> str:
        return self.text


class Suggestion(models.Model):
    id = models.CharField(primary_key=True, max_length=36)
    story = models.CharField(max_length=36, db_index=True)
    kind = models.CharField(max_length=30)
    judgement = models.CharField(max_length=20)
    version = models.IntegerField()
    document = models.JSONField(default=dict)

    class Meta:
        ordering = ("story", "id")

    def __str__(self) -> str:
        return f"{self.kind}: {self.judgement}"


class StoryEvent(models.Model):
    """An event as the timeline shows it. `about` holds the public ids that it names, its own thing first."""

    id = models.UUIDField(primary_key=True)
    story = models.CharField(max_length=36)
    version = models.IntegerField()
    type = models.CharField(max_length=60)
    at = models.DateTimeField()
    actor = models.CharField(max_length=80)
    about = models.JSONField(default=list)
    summary = models.TextField(blank=True)

    class Meta:
        ordering = ("story", "version")
        verbose_name = "event"
        indexes = (models.Index(fields=("story", "version"), name="event_story_version"),)

    def __str__(self) -> str:
        return f"{self.version}: {self.type}"


class Source(models.Model):
    id = models.CharField(primary_key=True, max_length=36)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20)
    owner = models.CharField(max_length=200, blank=True)
    url = models.CharField(max_length=2000, blank=True)
    aliases = models.JSONField(default=list)
    version = models.IntegerField()

    class Meta:
        ordering = ("name", "id")

    def __str__(self) -> str:
        return self.name
