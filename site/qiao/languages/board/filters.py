"""What the board is narrowed to: a form that is sent by address, so that it can be shared."""

from django import forms
from django.contrib.contenttypes.models import ContentType
from django.db.models import ForeignKey, Q
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, WorkflowState

from .. import api, counting
from ..models import Assignment
from . import registry
from .cells import Board, paths_above

STATES = [
    ("", _("All")),
    ("outdated", _("Chinese changed")),
    (WorkflowState.STATUS_IN_PROGRESS, _("Awaiting review")),
    (WorkflowState.STATUS_NEEDS_CHANGES, _("Changes requested")),
    ("overdue", _("Overdue")),
]


class Filters(forms.Form):
    """The fields that every board has and those that the registered types name."""

    q = forms.CharField(label=_("Title"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False, choices=STATES)
    mine = forms.BooleanField(label=_("Only what is assigned to me"), required=False)

    def __init__(self, data, *, locales):
        super().__init__(data)
        self.locales = locales
        self.fields["language"].choices = [
            ("", _("All")),
            *((each.language_code, each.get_display_name()) for each in locales),
        ]
        self.fields["kind"] = forms.ChoiceField(
            label=_("Kind of page"),
            required=False,
            choices=[
                ("", _("All")),
                *(
                    (kind.model._meta.label_lower, capfirst(kind.model._meta.verbose_name_plural))
                    for kind in registry.kinds().values()
                ),
            ],
        )
        for name, fields in registry.filter_fields().items():
            self.fields[name] = _form_field(fields[0])
        self.order_fields(["q", "language", "kind", *registry.filter_fields(), "state", "mine"])

    def clean(self):
        """Drop what the board does not know, such as a language that was removed: the rest still holds."""
        chosen = super().clean()
        self.chosen_locales = [
            each for each in self.locales if chosen.get("language") in (None, "", each.language_code)
        ]
        return chosen

    @property
    def is_narrowed(self):
        """Whether rows are left out."""
        return any(value for name, value in self.cleaned_data.items() if name != "language")

    def pages(self, user):
        """The Chinese pages that have a row, in the order of the tree, as a query; a faulty field counts as empty."""
        chosen = self.cleaned_data
        kinds = registry.kinds()
        source = Page.objects.filter(locale=api.source_locale(), depth__gt=1)
        pages = source.filter(content_type__in=kinds)
        if chosen.get("kind"):
            pages = pages.filter(
                content_type__in=[pk for pk, kind in kinds.items() if kind.model._meta.label_lower == chosen["kind"]]
            )
        for name in registry.filter_fields():
            if chosen.get(name):
                matches = [
                    Q(pk__in=kind.model.objects.filter(**{name: chosen[name]}).order_by().values("pk"))
                    for kind in kinds.values()
                    if name in kind.filters
                ]
                pages = pages.filter(_any(matches))
        if chosen.get("q"):
            titled = Q(title__icontains=chosen["q"]) | Q(draft_title__icontains=chosen["q"])
            pages = _around(
                pages, source.filter(translation_key__in=Page.objects.filter(titled).values("translation_key"))
            )
        if chosen.get("mine"):
            keys = _keys(Assignment.objects.filter(assignee=user), self.chosen_locales)
            pages = _around(pages, source.filter(translation_key__in=keys))
        if chosen.get("state"):
            pages = _around(pages, source.filter(translation_key__in=self._in_state(chosen["state"], user)))
        return pages.order_by("path")

    def _in_state(self, state, user):
        """Translation keys of the pages that are in a state in one of the chosen languages."""
        locales = self.chosen_locales
        if state == "outdated":
            return {key for key, _locale in counting.outdated(None, locales)}
        if state == "overdue":
            return _overdue(locales, user)
        states = WorkflowState.objects.filter(base_content_type=ContentType.objects.get_for_model(Page), status=state)
        ids = [int(pk) for pk in states.values_list("object_id", flat=True)]
        return Page.objects.filter(pk__in=ids, locale__in=locales).values("translation_key")


def _form_field(field):
    label = capfirst(field.verbose_name)
    if isinstance(field, ForeignKey):
        return forms.ModelChoiceField(
            field.related_model._default_manager.all(), label=label, required=False, empty_label=_("All")
        )
    return forms.ChoiceField(label=label, required=False, choices=[("", _("All")), *field.flatchoices])


def _any(conditions):
    found = Q(pk__in=[])
    for condition in conditions:
        found |= condition
    return found


def _around(pages, wanted):
    """Those pages that are wanted, and those that sum up a wanted one."""
    paths = list(wanted.values_list("path", flat=True))
    return pages.filter(Q(path__in=paths) | Q(path__in=paths_above(paths), content_type__in=registry.summed_up()))


def _keys(assignments, locales):
    return assignments.filter(translation__target_locale__in=locales).values("translation__source__object_id")


def _overdue(locales, user):
    """Translation keys of what is late."""
    late = _keys(Assignment.objects.filter(due__lt=timezone.localdate()), locales)
    board = Board(Page.objects.filter(translation_key__in=late, locale=api.source_locale()), locales, user)
    return [row.page.translation_key for row in board.rows if any(cell.is_overdue for cell in row.cells)]
