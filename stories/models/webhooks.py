"""Who is told of events by webhook, and what became of each message. Plain tables: no event says what stands here."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from stories.models.access import ApiKey, Person


class WebhookEndpoint(models.Model):
    """An address that hears of events, on behalf of a key or of a person: it hears what its owner may read.

    secret: signs every message and is therefore kept as it is, here and nowhere else. since: the newest position of
    the log when the endpoint was made; it hears what comes after. failing_since: no message was accepted since then.
    leased_until: some worker sends to it until then.
    """

    id = models.UUIDField(primary_key=True)
    key = models.ForeignKey(ApiKey, on_delete=models.PROTECT, null=True, related_name="endpoints")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="endpoints")
    url = models.CharField(max_length=2000)
    types = ArrayField(models.CharField(max_length=60), default=list)
    stories = ArrayField(models.CharField(max_length=36), default=list)
    format = models.CharField(max_length=20)
    secret = models.CharField(max_length=100)
    old_secret = models.CharField(max_length=100, blank=True)
    old_secret_until = models.DateTimeField(null=True)
    since = models.BigIntegerField()
    created_at = models.DateTimeField()
    failing_since = models.DateTimeField(null=True)
    disabled_at = models.DateTimeField(null=True)
    disabled_why = models.CharField(max_length=500, blank=True)
    deleted_at = models.DateTimeField(null=True)
    leased_until = models.DateTimeField(null=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(key__isnull=True) ^ models.Q(person__isnull=True), name="endpoint_has_one_owner"
            ),
        )

    def __str__(self) -> str:
        return self.url


class Delivery(models.Model):
    """One event on its way to one endpoint; without an event, a ping. next_at: when to try (again), while pending."""

    id = models.UUIDField(primary_key=True)
    endpoint = models.ForeignKey(WebhookEndpoint, on_delete=models.PROTECT, related_name="deliveries")
    event = models.UUIDField(null=True)
    type = models.CharField(max_length=60)
    story = models.CharField(max_length=36, blank=True)
    position = models.BigIntegerField(null=True)
    state = models.CharField(max_length=20)
    attempts = models.IntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    last_at = models.DateTimeField(null=True)
    last_status = models.IntegerField(null=True)
    last_reason = models.CharField(max_length=500, blank=True)
    last_answer = models.CharField(max_length=1000, blank=True)
    last_milliseconds = models.IntegerField(null=True)

    class Meta:
        ordering = ("id",)
        verbose_name_plural = "deliveries"
        constraints = (models.UniqueConstraint(fields=("endpoint", "event"), name="delivery_once"),)
        indexes = (
            models.Index(fields=("endpoint", "next_at"), condition=models.Q(state="pending"), name="delivery_waiting"),
        )

    def __str__(self) -> str:
        return f"{self.type}: {self.state}"


class PlainCommand(models.Model):
    """A command without an event that came under an Idempotency-Key, with its answer less what is shown once."""

    actor = models.CharField(max_length=80)
    key = models.CharField(max_length=255)
    request = models.BinaryField()
    about = models.CharField(max_length=36, blank=True)
    status = models.IntegerField()
    answer = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("actor", "key"), name="plain_command_once"),)

    def __str__(self) -> str:
        return f"{self.actor}: {self.key}"
