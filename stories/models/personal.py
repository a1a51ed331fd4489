"""How somebody likes her desk: plain tables, no part of the record."""

from django.conf import settings
from django.db import models


class SavedView(models.Model):
    """A filter of the desk under a name. query: what stands in the address, nothing else."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="saved_views")
    name = models.CharField(max_length=80)
    query = models.CharField(max_length=1000)
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ("name", "id")
        constraints = (models.UniqueConstraint(fields=("user", "name"), name="saved_view_once"),)

    def __str__(self) -> str:
        return self.name


class WatchedStory(models.Model):
    """A story that somebody wants to hear of: on her desk and in her digest. since: from when on."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="watched_stories")
    story = models.CharField(max_length=36, db_index=True)
    since = models.DateTimeField()

    class Meta:
        verbose_name_plural = "watched stories"
        ordering = ("-since", "id")
        constraints = (models.UniqueConstraint(fields=("user", "story"), name="watched_story_once"),)

    def __str__(self) -> str:
        return f"{self.user_id}: {self.story}"


class DeskChoice(models.Model):
    """shortcuts: whether single keys do anything."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="desk_choice")
    shortcuts = models.BooleanField(default=True)

    def __str__(self) -> str:
        return str(self.user_id)
