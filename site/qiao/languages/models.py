"""What wagtail-localize does not keep of a translation: who has it, what was said and found, what changed beneath it.

A sentence is known by its `TranslationContext`: the page or term, and the path of the text in it.
"""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale
from wagtail_localize.models import String, StringTranslation, Translation, TranslationContext

_PERSON = {"on_delete": models.SET_NULL, "null": True, "related_name": "+"}


class Assignment(models.Model):
    """Who translates a page or a term into a language, and until when."""

    translation = models.OneToOneField(Translation, on_delete=models.CASCADE, related_name="assignment")
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("translator"), on_delete=models.CASCADE, related_name="+"
    )
    due = models.DateField(_("due on"), null=True, blank=True)
    assigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, **_PERSON)
    assigned_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")

    def __str__(self):
        return f"{self.translation}: {self.assignee}"


class SourceChange(models.Model):
    """A sentence whose Chinese was changed after it had been submitted for translation."""

    context = models.ForeignKey(TranslationContext, on_delete=models.CASCADE, related_name="changes")
    before = models.ForeignKey(String, on_delete=models.CASCADE, related_name="+")
    after = models.ForeignKey(String, on_delete=models.CASCADE, related_name="+")
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, **_PERSON)

    class Meta:
        ordering = ["changed_at", "pk"]

    def __str__(self):
        return f"{self.before.data} → {self.after.data}"


class Comment(models.Model):
    """What translator, reviewer and author say to each other about a sentence in a language."""

    context = models.ForeignKey(TranslationContext, on_delete=models.CASCADE, related_name="comments")
    locale = models.ForeignKey(Locale, on_delete=models.CASCADE, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, **_PERSON)
    text = models.TextField(_("comment"), max_length=2000)
    created_at = models.DateTimeField(auto_now_add=True)
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, **_PERSON)

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ["created_at", "pk"]

    def __str__(self):
        return self.text


class Unconfirmed(models.Model):
    """A stored text that no person stands for yet.

    Its StringTranslation has `has_error`, which keeps it out of progress and of what is published; it is dropped as
    soon as a person saves or confirms the sentence. A row beside a translation without `has_error` says nothing.
    """

    class Reason(models.TextChoices):
        """Why somebody has to look at it."""

        MACHINE = "machine", _("written by a machine")
        FUZZY = "fuzzy", _("marked as uncertain")

    string_translation = models.OneToOneField(StringTranslation, on_delete=models.CASCADE, related_name="unconfirmed")
    reason = models.CharField(max_length=10, choices=Reason.choices)
    since = models.DateTimeField(auto_now_add=True)

    def __str__(self):
        return f"{self.get_reason_display()}: {self.string_translation.data}"


class PassedWarning(models.Model):
    """A warning of the checks that a translator passed over when submitting; void once the text is another one."""

    translation = models.ForeignKey(Translation, on_delete=models.CASCADE, related_name="passed_warnings")
    context = models.ForeignKey(TranslationContext, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20)
    text = models.TextField()
    passed_by = models.ForeignKey(settings.AUTH_USER_MODEL, **_PERSON)
    passed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["translation", "context", "kind"], name="qiao_languages_warning_once")
        ]

    def __str__(self):
        return f"{self.kind}: {self.text}"


class DigestSent(models.Model):
    """When a person was last told by mail what is due and what waits, and whether they want to be.

    `claimed_at` is set before a mail is sent and `sent_at`, to the same time, after it.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    wanted = models.BooleanField(_("Mail me once a day what is due and what waits for me"), default=True)

    def __str__(self):
        return f"{self.user}: {self.sent_at:%Y-%m-%d %H:%M}" if self.sent_at else f"{self.user}: –"
