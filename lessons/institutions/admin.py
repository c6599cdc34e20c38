"""The list of all institutions, and how two of them become one; for administrators."""

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.menus import MenuItem
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import EditView, IndexView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets import Button
from wagtail.log_actions import log
from wagtail.models import ReferenceIndex

from qiao.accounts import api
from qiao.accounts.models import Institution
from qiao.languages.views import head

from . import country_name
from .choosers import institution_chooser
from .forms import NAMES, InstitutionForm

CHANGE = "qiao_accounts.change_institution"
BUTTONS_HOOK = "qiao_institution_buttons"
"""Functions of a user that give Wagtail buttons for the head of the list."""


class MergeForm(forms.Form):
    """Which institution stays."""

    into = forms.ModelChoiceField(
        label=gettext_lazy("Institution that stays"),
        queryset=Institution.objects.standing(),
        widget=institution_chooser.widget_class(),
    )

    def __init__(self, *args, institution, **kwargs):
        super().__init__(*args, **kwargs)
        self.institution = institution

    def clean_into(self):
        """Refuse the institution itself."""
        if self.cleaned_data["into"].pk == self.institution.pk:
            raise ValidationError(_("An institution can't be merged into itself."))
        return self.cleaned_data["into"]


def merge(request, pk):
    """Ask into which institution one is merged, say what will happen, and on `confirm` do it."""
    if not request.user.has_perm(CHANGE):
        raise PermissionDenied
    institution = get_object_or_404(Institution, pk=pk)
    try:
        api.refuse_merged(institution)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("institutions:index")
    form = MergeForm(request.POST if request.method == "POST" else None, institution=institution)
    into = form.cleaned_data["into"] if form.is_bound and form.is_valid() else None
    if into and "confirm" in request.POST:
        try:
            into = api.merge_institutions(institution=institution, into=into)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect("institutions:merge", pk)
        log(institution, "wagtail.edit", user=request.user)
        log(into, "wagtail.edit", user=request.user)
        said = _("“%(name)s” is merged into “%(other)s”.") % {"name": institution, "other": into}
        messages.success(request, said)
        return redirect("institutions:edit", into.pk)
    context = {
        **head(_("Merge an institution"), str(institution), "group"),
        "form": form,
        "institution": institution,
        "into": into,
        "places": ReferenceIndex.get_grouped_references_to(institution).count(),
        "names": list(dict.fromkeys([*institution.names.values(), *institution.other_names])),
    }
    return render(request, "lessons/admin/merge_institution.html", context)


class _IndexView(IndexView):
    def search_queryset(self, queryset):
        return queryset.called(self.search_query) if self.is_searching and self.search_query else queryset

    @property
    def header_more_buttons(self):
        own = [button for give in hooks.get_hooks(BUTTONS_HOOK) for button in give(self.request.user)]
        return [*super().header_more_buttons, *own]

    def get_list_more_buttons(self, instance):
        buttons = super().get_list_more_buttons(instance)
        if self.request.user.has_perm(CHANGE) and not instance.merged_into_id:
            url = reverse("institutions:merge", args=[instance.pk])
            buttons.append(MenuItem(_("Merge into another institution"), url=url, icon_name="resubmit", priority=40))
        return buttons


class _EditView(EditView):
    @property
    def header_more_buttons(self):
        buttons = super().header_more_buttons
        if not self.object.merged_into_id:
            url = reverse("institutions:merge", args=[self.object.pk])
            buttons.append(Button(_("Merge into another institution"), url=url, icon_name="resubmit", priority=40))
        return buttons


class InstitutionViewSet(ModelViewSet):
    """Lists and edits institutions, beside the other settings of the site."""

    model = Institution
    name = "institutions"
    icon = "group"
    menu_label = gettext_lazy("Institutions")
    add_to_settings_menu = True
    copy_view_enabled = False
    index_view_class = _IndexView
    edit_view_class = _EditView
    list_display = [
        "__str__",
        "key",
        "kind",
        Column("country", label=capfirst(gettext_lazy("country")), accessor=lambda each: country_name(each.country)),
        Column(
            "merged_into", label=capfirst(gettext_lazy("merged into")), accessor=lambda each: each.merged_into or ""
        ),
    ]
    search_fields = ["key"]
    edit_handler = ObjectList(
        [
            MultiFieldPanel([FieldPanel(name) for name in NAMES], heading=gettext_lazy("Names")),
            FieldPanel("is_another"),
            FieldPanel("names_to_confirm"),
            FieldPanel("other_names"),
            FieldPanel("country"),
            FieldPanel("kind"),
            FieldPanel("key"),
        ],
        base_form_class=InstitutionForm,
    )

    def get_urlpatterns(self):
        """Wagtail's, and the merge."""
        return [*super().get_urlpatterns(), path("merge/<int:pk>/", merge, name="merge")]
