"""What ran when. The database is the only clock and the only memory of the timetable."""

from django.db import models


class TimetableJob(models.Model):
    """A line of the timetable. every: seconds between two ticks. wanted_at: somebody asked for a run at once."""

    name = models.CharField(primary_key=True, max_length=40)
    every = models.FloatField()
    paused_at = models.DateTimeField(null=True)
    wanted_at = models.DateTimeField(null=True)
    progress = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Tick(models.Model):
    """One run of a job. slot: the number of the interval since 1970; a run that somebody asked for has none.

    Unique, so that a tick that comes twice, from two beats or two workers, finds its slot taken.
    """

    job = models.ForeignKey(TimetableJob, on_delete=models.CASCADE, related_name="ticks")
    slot = models.BigIntegerField(null=True)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering = ("-id",)
        constraints = (models.UniqueConstraint(fields=("job", "slot"), name="tick_once"),)
        indexes = (models.Index(fields=("job", "-id"), name="tick_latest"),)

    def __str__(self) -> str:
        return f"{self.job_id} {self.slot}"
