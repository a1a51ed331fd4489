"""Which shift's digest went to whom."""

from django.db import models

from stories.models.access import Person


class Digest(models.Model):
    """Unique, so that a tick that comes twice sends no second mail. sent_at: none while it could not be sent."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="digests")
    shift = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    attempts = models.IntegerField(default=0)
    problem = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("person", "shift"), name="digest_once"),)

    def __str__(self) -> str:
        return f"{self.person_id}: {self.shift:%Y-%m-%d %H:%M}"
