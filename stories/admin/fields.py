"""Pieces that many forms of the desk have in common: texts with a limit, moments, evidence."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from stories.admin.asked import Asked
from stories.admin.visible import can_be_read, hides_nothing
from stories.application import files
from stories.domain.actors import By
from stories.domain.records import NewEvidence
from stories.domain.values import ArticleId, FileId
from stories.domain.vocabulary import EvidenceKind, Terms
from stories.gateways.vault import NotAllowed, TooLarge

UTC = _("UTC")
LONGEST = 10_000  # as the API has it

EVIDENCE_KINDS = [
    (EvidenceKind.CALL.value, _("phone call")),
    (EvidenceKind.IN_PERSON.value, _("in person")),
    (EvidenceKind.EMAIL.value, _("e-mail")),
    (EvidenceKind.DOCUMENT.value, _("document")),
    (EvidenceKind.PHOTO.value, _("photo")),
    (EvidenceKind.VIDEO.value, _("video")),
    (EvidenceKind.RECORDING.value, _("recording")),
    (EvidenceKind.OBSERVATION.value, _("own observation")),
    (EvidenceKind.LINK.value, _("link")),
    (EvidenceKind.ARTICLE.value, _("article")),
]
TERMS = [
    (Terms.ON_RECORD.value, _("on the record")),
    (Terms.BACKGROUND.value, _("background")),
    (Terms.NOT_FOR_ATTRIBUTION.value, _("not for attribution")),
    (Terms.OFF_RECORD.value, _("off the record (never published)")),
]


def words(label: Any, *, required: bool = True, rows: int = 2, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": rows}),
        help_text=help_text,
        error_messages={"required": _("Write at least a few words.")},
        validators=[can_be_read],
    )


def line(label: Any, *, required: bool = True, longest: int = 200, help_text: Any = "") -> forms.CharField:
    """A name that we give: what cannot be seen in it is refused, since two names must not look alike."""
    checks = [hides_nothing]
    return forms.CharField(label=label, required=required, max_length=longest, help_text=help_text, validators=checks)


def printed(label: Any, *, longest: int, help_text: Any = "") -> forms.CharField:
    """A line as somebody else printed it: kept as it came, whatever hides in it."""
    return forms.CharField(
        label=label, required=False, max_length=longest, help_text=help_text, validators=[can_be_read]
    )


def moment(label: Any, *, required: bool = False, help_text: Any = UTC) -> forms.DateTimeField:
    picker = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, required=required, widget=picker, help_text=help_text)


def choices(enum: Any) -> list[tuple[str, str]]:
    return [(one.value, one.value.replace("_", " ")) for one in enum]


def ticks(label: Any, *, help_text: Any = "") -> forms.MultipleChoiceField:
    boxes = forms.CheckboxSelectMultiple
    return forms.MultipleChoiceField(label=label, required=False, widget=boxes, help_text=help_text)


class NewEvidenceForm(forms.Form):
    """Evidence to be filed: what was said or seen is enough, the rest has sensible beginnings.

    by: who files it, set by whoever makes the form; kept: the id of a file that came with it before.
    """

    attached: str | None = None

    summary = words(_("What was said or seen"))
    kind = forms.ChoiceField(label=_("How"), choices=EVIDENCE_KINDS)
    terms = forms.ChoiceField(label=_("Terms"), choices=TERMS)
    obtained_at = moment(_("When"), help_text=_("UTC; empty: now"))
    url = forms.URLField(label=_("Link"), required=False, max_length=2_000, assume_scheme="https")
    file = forms.FileField(
        label=_("Document, photo, recording"),
        required=False,
        help_text=_("Kept under its SHA-256 with what is inside it, for the desk alone; up to 50 MB."),
    )
    kept = forms.CharField(required=False, max_length=36, widget=forms.HiddenInput)
    contact_label = line(
        _("Who it was, for everybody to read"), required=False, help_text=_("for instance: an official of the port")
    )
    contact_name = line(
        _("Name of the contact"), required=False, help_text=_("kept apart; only you and desk heads can read it")
    )
    contact_reach = line(_("How to reach the contact"), required=False, longest=500)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("contact_name") and not cleaned.get("contact_label"):
            self.add_error("contact_label", _("Say how this contact is called in the story; the name stays apart."))
        if cleaned.get("kept") and files.digest_of(cleaned["kept"]) is None:
            self.add_error("file", _("Attach the file once more."))
        if (cleaned.get("kept") or cleaned.get("url")) and not cleaned.get("summary"):
            self.add_error("summary", _("Say in a few words what it shows."))
        return cleaned

    def clean_file(self) -> Any:
        """Kept at once: a form that comes back cannot bring the file along, but it knows its id."""
        sent: UploadedFile | None = self.cleaned_data.get("file")
        by: By | None = getattr(self, "by", None)
        if not sent or by is None:
            return None
        try:
            kept = files.keep_bytes(sent.chunks())
        except TooLarge as large:
            raise forms.ValidationError(_("This file is too large; 50 MB is the most.")) from large
        except NotAllowed as not_allowed:
            raise forms.ValidationError(
                _("Send a picture, a PDF, sound, film or plain text; this is none of them.")
            ) from not_allowed
        id_ = files.record(kept, sent.name or "", by).document["id"]
        self.data["kept"] = id_  # type: ignore[index]  # a copy of what was sent
        self.attached = sent.name
        return None

    def clean_kept(self) -> str:
        return str(self.data.get("kept") or "")


def evidence_from(cleaned: dict[str, Any], asked: Asked) -> tuple[NewEvidence, ...]:
    """The evidence that the form carries: none where nothing was written."""
    if not cleaned.get("summary"):
        return ()
    label = cleaned.get("contact_label")
    article = cleaned.get("article")
    file = cleaned.get("kept") or None
    return (
        NewEvidence(
            kind=EvidenceKind(cleaned["kind"]),
            summary=cleaned["summary"],
            terms=Terms(cleaned["terms"]),
            obtained_at=cleaned.get("obtained_at") or asked.at,
            contact=asked.keep(label, cleaned.get("contact_name") or label, cleaned.get("contact_reach"))
            if label
            else None,
            url=cleaned.get("url") or None,
            file=FileId(file) if file else None,
            sha256=files.digest_of(file) if file else None,
            article=ArticleId(article) if article else None,
        ),
    )
