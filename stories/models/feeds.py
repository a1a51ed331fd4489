"""What is looked at outside, and when next: feeds, their items, pages that are watched. Plain tables, no events."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Feed(models.Model):
    """A feed of one source. Addresses stand here as given; screens and logs get them masked.

    interval: seconds, moves between the house's shortest and longest by how often the feed changes. good_at: of the
    last answer that was a feed, or that it had not changed. digest: SHA-256 of the last body. moved_to: where the
    feed says it lives now, for a person to confirm. gone_at: it answered 410. leased_until: some worker asks it now.
    """

    id = models.UUIDField(primary_key=True)
    source = models.CharField(max_length=36, db_index=True)
    source_name = models.CharField(max_length=200)
    url = models.CharField(max_length=2000)
    title = models.CharField(max_length=300, blank=True)
    kind = models.CharField(max_length=20, blank=True)
    story = models.CharField(max_length=36, blank=True)
    full_text = models.BooleanField(default=True)
    interval = models.FloatField()
    next_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)
    good_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField(null=True)
    failures = models.IntegerField(default=0)
    problem = models.CharField(max_length=500, blank=True)
    degraded = ArrayField(models.CharField(max_length=300), default=list)
    moved_to = models.CharField(max_length=2000, blank=True)
    etag = models.CharField(max_length=500, blank=True)
    last_modified = models.CharField(max_length=100, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    added_by = models.CharField(max_length=80)
    created_at = models.DateTimeField()
    paused_at = models.DateTimeField(null=True)
    gone_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("id",)
        indexes = (
            models.Index(
                fields=("next_at",),
                condition=models.Q(paused_at=None, gone_at=None, deleted_at=None),
                name="feed_due",
            ),
        )
        constraints = (
            models.UniqueConstraint(fields=("url",), condition=models.Q(deleted_at=None), name="feed_address_once"),
        )

    def __str__(self) -> str:
        return self.title or self.source_name


class FeedRun(models.Model):
    """One time of asking; the last hundred of each feed are kept. outcome: unchanged, changed, failed."""

    feed = models.ForeignKey(Feed, on_delete=models.CASCADE, related_name="runs")
    at = models.DateTimeField()
    milliseconds = models.IntegerField()
    status = models.IntegerField(null=True)
    outcome = models.CharField(max_length=20)
    items = models.IntegerField(default=0)
    new = models.IntegerField(default=0)
    problem = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=("feed", "-id"), name="feed_run_latest"),)

    def __str__(self) -> str:
        return f"{self.at}: {self.outcome}"


class FeedItem(models.Model):
    """An item by what its source knows it by, in any of that source's feeds. state: page, waiting, filed, refused.

    page: its text is to be fetched first; waiting: to be filed. fields: as `POST /articles/` takes them, until filed.
    digest: SHA-256 of what the feed said, so that the same item is taken again only when it says something else.
    """

    feed = models.ForeignKey(Feed, on_delete=models.PROTECT, related_name="items")
    source = models.CharField(max_length=36)
    key = models.CharField(max_length=2000)
    key_digest = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=20)
    fields = models.JSONField(default=dict)
    url = models.CharField(max_length=2000, blank=True)
    attempts = models.IntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField()
    article = models.CharField(max_length=36, blank=True)
    problem = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("source", "key_digest"), name="feed_item_once"),)
        indexes = (
            models.Index(
                fields=("state", "next_at"), condition=models.Q(state__in=["page", "waiting"]), name="feed_item_due"
            ),
        )

    def __str__(self) -> str:
        return self.key


class Watch(models.Model):
    """An article whose page is looked at again, since its text came from there. misses: 404s and 410s in a row.

    digest, title: of what the page said at the last look. next_at: none once it is looked at no more.
    """

    article = models.CharField(primary_key=True, max_length=36)
    source = models.CharField(max_length=36)
    url = models.CharField(max_length=2000)
    since = models.DateTimeField()
    next_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField(null=True)
    misses = models.IntegerField(default=0)
    failures = models.IntegerField(default=0)
    problem = models.CharField(max_length=500, blank=True)
    etag = models.CharField(max_length=500, blank=True)
    last_modified = models.CharField(max_length=100, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    title = models.CharField(max_length=1000, blank=True)

    class Meta:
        verbose_name_plural = "watches"
        indexes = (models.Index(fields=("next_at",), condition=models.Q(next_at__isnull=False), name="watch_due"),)

    def __str__(self) -> str:
        return self.article


class Host(models.Model):
    """A server outside: when it may be asked again, and what its robots.txt says. Shared by all workers.

    robots: the file; refused: it could not be had, so nothing is asked until it can (RFC 9309, 2.3.1.4).
    """

    name = models.CharField(primary_key=True, max_length=300)
    free_at = models.DateTimeField()
    robots = models.TextField(blank=True)
    refused = models.BooleanField(default=False)
    robots_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name
