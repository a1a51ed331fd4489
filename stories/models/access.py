"""Who may come in: people, API keys, contacts. Plain tables; what was decided about them stands in the desk stream."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models


class Person(models.Model):
    """A user's pseudonym in the log. Events name "usr_" + the hex of this id, never a name or an address."""

    id = models.UUIDField(primary_key=True)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="person")

    class Meta:
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return str(self.user)


class ApiKey(models.Model):
    """A bearer key. Only the SHA-256 of its secret is kept; `prefix` is what a person may recognise it by.

    old_digest: of the secret before the last rotation, which opens until old_until.
    """

    id = models.UUIDField(primary_key=True)
    name = models.CharField(max_length=100)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="keys")
    scopes = ArrayField(models.CharField(max_length=40))
    prefix = models.CharField(max_length=12)
    digest = models.BinaryField(unique=True)
    old_digest = models.BinaryField(unique=True, null=True, editable=False)
    old_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"


class Contact(models.Model):
    """The identity behind a label such as "an official". Never in an event, so that it can be erased and guarded."""

    id = models.UUIDField(primary_key=True)
    label = models.CharField(max_length=200)
    name = models.CharField(max_length=200)
    reach = models.CharField(max_length=500, blank=True)
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="contacts")
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.label
