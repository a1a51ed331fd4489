"""The log's tables, for reading. Their SQL is in the first migration, and eventlog alone writes them."""

from django.db import models


class Stream(models.Model):
    id = models.UUIDField(primary_key=True)
    kind = models.TextField()
    version = models.IntegerField()
    head = models.BinaryField()

    class Meta:
        managed = False
        db_table = "stream"

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class Event(models.Model):
    """One event; the envelope's canonical bytes are the evidence, the columns beside them a copy."""

    id = models.UUIDField(primary_key=True)  # the table's key is (stream, version); the admin needs a single one
    seq = models.BigIntegerField()
    stream = models.UUIDField()
    version = models.IntegerField()
    type = models.TextField()
    envelope = models.BinaryField()

    class Meta:
        managed = False
        db_table = "event"

    def __str__(self) -> str:
        return f"{self.type} {self.id}"


class LogEntry(models.Model):
    position = models.BigIntegerField(primary_key=True)
    partition = models.SmallIntegerField()
    stream = models.UUIDField()
    version = models.IntegerField()
    leaf = models.BinaryField()

    class Meta:
        managed = False
        db_table = "log"

    def __str__(self) -> str:
        return f"position {self.position}"


class Subscription(models.Model):
    """How far a subscription got in one partition."""

    pk = models.CompositePrimaryKey("name", "partition")
    name = models.TextField()
    partition = models.SmallIntegerField()
    checkpoint = models.BigIntegerField()
    attempt_from = models.BigIntegerField(null=True)
    attempt_to = models.BigIntegerField(null=True)
    attempt = models.IntegerField()
    retry_at = models.DateTimeField(null=True)
    lease_holder = models.UUIDField(null=True)
    lease_pid = models.IntegerField(null=True)
    lease_until = models.DateTimeField(null=True)

    class Meta:
        managed = False
        db_table = "subscription"

    def __str__(self) -> str:
        return f"{self.name} {self.partition}"


class Parked(models.Model):
    """A stream that a subscription could not handle and passed by, from one version on, until it is replayed."""

    id = models.BigAutoField(primary_key=True)
    subscription = models.TextField()
    stream = models.UUIDField()
    kind = models.TextField()
    version = models.IntegerField()
    position = models.BigIntegerField()
    attempts = models.IntegerField()
    error = models.TextField()
    parked_at = models.DateTimeField()
    replayed_at = models.DateTimeField(null=True)

    class Meta:
        managed = False
        db_table = "parked"

    def __str__(self) -> str:
        return f"{self.subscription} without {self.stream}"
