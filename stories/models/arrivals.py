"""What clients send in bulk: files, and batches of articles with their results. Plain tables, no events."""

from django.db import models

from stories.models.access import ApiKey, Person


class StoredFile(models.Model):
    """A file as somebody sent it. Its bytes lie on disk under their SHA-256; whoever sent them has a row of her own."""

    id = models.UUIDField(primary_key=True)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    media_type = models.CharField(max_length=100)
    name = models.CharField(max_length=255, blank=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="files")
    uploaded_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("person", "sha256"), name="file_once_a_person"),)

    def __str__(self) -> str:
        return self.name or self.sha256[:12]


class Job(models.Model):
    """Something done line by line on behalf of a key or of a person: articles filed, or a verb on many claims.

    kind: article_batch, claim_verb, feed_list or withdrawal; title: what a person called for, in words.
    state: receiving (not whole yet), queued, running, done, canceled, failed. leased_until: some worker is at it until
    then. reached: the last line with a result.
    """

    id = models.UUIDField(primary_key=True)
    key = models.ForeignKey(ApiKey, on_delete=models.PROTECT, null=True, related_name="jobs")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="jobs")
    kind = models.CharField(max_length=20, default="article_batch")
    title = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=20)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.BigIntegerField(default=0)
    lines = models.IntegerField(default=0)
    reached = models.IntegerField(default=0)
    filed = models.IntegerField(default=0)
    duplicates = models.IntegerField(default=0)
    refused = models.IntegerField(default=0)
    error = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    leased_until = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(
                fields=("created_at",),
                condition=models.Q(state__in=["receiving", "queued", "running"]),
                name="job_under_way",
            ),
        )

    def __str__(self) -> str:
        return f"{self.id}: {self.state}"


class JobLine(models.Model):
    """A line of a batch. data: its bytes until it is worked off, then nothing. status: as if it had come by itself."""

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="results")
    line = models.IntegerField()
    data = models.BinaryField(null=True)
    status = models.IntegerField(null=True)
    result = models.JSONField(default=dict)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("job", "line"), name="job_line_once"),)

    def __str__(self) -> str:
        return f"{self.job_id}:{self.line}"
