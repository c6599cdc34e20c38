"""What was done to a translation, in Wagtail's history of its page or term: by whom, in which language, how much."""

from datetime import timedelta
from uuid import uuid4

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from wagtail.coreutils import get_content_languages
from wagtail.log_actions import LogFormatter, get_active_log_context, registry
from wagtail.models import Page

from . import counting

# So long the same work of the same person on the same page is one entry with a number that grows.
ENTRY = timedelta(hours=1)

_TEXTS = {
    "translate": (
        _("Translate texts"),
        ngettext_lazy("%(language)s: %(count)d text translated", "%(language)s: %(count)d texts translated", "count"),
    ),
    "clear": (
        _("Take texts away"),
        ngettext_lazy("%(language)s: %(count)d text taken away", "%(language)s: %(count)d texts taken away", "count"),
    ),
    "confirm": (
        _("Confirm texts"),
        ngettext_lazy("%(language)s: %(count)d text confirmed", "%(language)s: %(count)d texts confirmed", "count"),
    ),
    "import": (
        _("Import texts"),
        ngettext_lazy(
            "%(language)s: %(count)d text taken from a file", "%(language)s: %(count)d texts taken from a file", "count"
        ),
    ),
    "machine": (
        _("Translate by machine"),
        ngettext_lazy(
            "%(language)s: %(count)d text translated by machine",
            "%(language)s: %(count)d texts translated by machine",
            "count",
        ),
    ),
    "comment": (
        _("Comment on a translation"),
        ngettext_lazy("%(language)s: %(count)d comment written", "%(language)s: %(count)d comments written", "count"),
    ),
    "resolve": (
        _("Resolve comments on a translation"),
        ngettext_lazy("%(language)s: %(count)d comment resolved", "%(language)s: %(count)d comments resolved", "count"),
    ),
    "reopen": (
        _("Reopen comments on a translation"),
        ngettext_lazy("%(language)s: %(count)d comment reopened", "%(language)s: %(count)d comments reopened", "count"),
    ),
    "uncomment": (
        _("Delete comments on a translation"),
        ngettext_lazy("%(language)s: %(count)d comment deleted", "%(language)s: %(count)d comments deleted", "count"),
    ),
    "review": (
        _("Hand a translation to the reviewers"),
        ngettext_lazy(
            "%(language)s: handed to the reviewers, %(count)d warning passed over",
            "%(language)s: handed to the reviewers, %(count)d warnings passed over",
            "count",
        ),
    ),
    "publish": (
        _("Publish a translation"),
        ngettext_lazy(
            "%(language)s: published, %(count)d text translated of %(total)d",
            "%(language)s: published, %(count)d texts translated of %(total)d",
            "count",
        ),
    ),
    "carry_on": (
        _("Follow the Chinese"),
        ngettext_lazy(
            "%(language)s: the Chinese was changed, %(count)d text is out of date",
            "%(language)s: the Chinese was changed, %(count)d texts are out of date",
            "count",
        ),
    ),
    "submit": (_("Submit for translation"), _("%(language)s: submitted for translation")),
    "assign": (_("Assign a translation"), _("%(language)s: assigned to %(to)s")),
    "unassign": (_("Take an assignment back"), _("%(language)s: assigned to nobody")),
    "own_fields": (
        _("Change a language’s own fields"),
        _("%(language)s: what this language says for itself was changed"),
    ),
}
# What people do one text at a time.
_COUNTED = {"translate", "clear", "confirm", "import", "machine", "comment", "uncomment", "resolve", "reopen"}


def register(actions):
    """Tell Wagtail the actions, for its hook `register_log_actions`."""
    for name, (label, message) in _TEXTS.items():
        formatter = type("Formatter", (_Formatter,), {"label": label, "message": message})
        actions.register_action(f"qiao_languages.{name}")(formatter)


class _Formatter(LogFormatter):
    def format_message(self, log_entry):
        code = log_entry.data.get("language", "")
        return self.message % {
            "count": 0,
            "total": 0,
            "to": "–",
            **log_entry.data,
            "language": get_content_languages().get(code, code),
        }


@transaction.atomic
def note(instance, action, *, user=None, **data):
    """Write down what was done to a page or term of a language, as one of the actions above.

    user: None for whoever makes the request, or for nobody. data: what the action's sentence names: `count`, `total`,
    `to`. What people do one text at a time is one entry an hour for a person and a page; its count grows.
    """
    user, name = user or get_active_log_context().user, f"qiao_languages.{action}"
    if action in _COUNTED:
        entries = registry.get_logs_for_instance(instance).select_for_update()
        entry = entries.filter(action=name, user=user, timestamp__gt=timezone.now() - ENTRY).first()
        if entry is not None:
            # Not by save(), which asks for every row that the entry points at.
            entry.data["count"] = entry.data.get("count", 0) + data.get("count", 0)
            type(entry).objects.filter(pk=entry.pk).update(data=entry.data)
            return
    if isinstance(instance, Page):
        instance = instance.specific_deferred
    # An identifier of its own: of the entries of one request that share one, Wagtail shows the last, whatever its page.
    registry.log(instance, name, user=user, uuid=uuid4(), data={"language": instance.locale.language_code, **data})


def note_of(translation, action, *, user=None, **data):
    """`note` on the page or term of a Translation; nothing where there is none."""
    target = target_of(translation)
    if target is not None:
        note(target, action, user=user, **data)


def note_published(translation, *, user=None):
    """`note_of` what was published, with how far the translation is."""
    progress = counting.progress(translation)
    note_of(translation, "publish", user=user, count=progress.translated, total=progress.total)


def target_of(translation):
    """The page or term of a translation, or None; a page without what its type adds, for one query."""
    source = translation.source
    model = ContentType.objects.get_for_id(source.specific_content_type_id).model_class()
    model = Page if issubclass(model, Page) else model
    return model.objects.filter(translation_key=source.object_id, locale=translation.target_locale_id).first()
