"""What belongs to people at the desk and is no part of the record: last looks, handovers; and work for the house."""

from django.conf import settings
from django.db import models


class LastLook(models.Model):
    """Up to which version somebody has seen a story, as she said herself."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="last_looks")
    story = models.CharField(max_length=36)
    version = models.IntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("user", "story"), name="last_look_once"),)

    def __str__(self) -> str:
        return f"{self.user_id}: {self.story} {self.version}"


class Handover(models.Model):
    """A note at the end of a shift, until somebody of the next one has read it."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="handovers")
    at = models.DateTimeField()
    note = models.TextField()
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="handovers_taken"
    )
    acknowledged_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-at", "-id")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"


class HouseJob(models.Model):
    """Long work for the house. kind: rebuild, replay or verify; state: queued, running, done, failed.

    asked_by: null where the timetable did. subject: which read models, or the parked stream, empty for all; said: what
    came of it; reached: where work in slices goes on. leased_until: some worker is at it until then.
    """

    kind = models.CharField(max_length=20)
    subject = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=20, default="queued")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="house_jobs"
    )
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    leased_until = models.DateTimeField(null=True)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    said = models.TextField(blank=True)
    reached = models.JSONField(default=dict)

    class Meta:
        ordering = ("-asked_at", "-id")

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}: {self.state}"
