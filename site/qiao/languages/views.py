"""Views of the admin: submitting and carrying on, each within the languages that a person may write in."""

from functools import wraps

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.fields import StreamField
from wagtail.models import Locale, Page
from wagtail_localize.models import Translation
from wagtail_localize.views import submit_translations, update_translations

from . import api, checking
from .conf import source_language
from .rights import may_translate, may_write, writable_locales
from .tasks import submit_subtree

MANY_PAGES = 20  # above this a tree is submitted in the background


class _NarrowedForm(submit_translations.SubmitTranslationForm):
    """Offers only the languages that the person may write in; others are refused as if they did not exist."""

    def __init__(self, instance, *args, user, **kwargs):
        super().__init__(instance, *args, **kwargs)
        allowed = [locale.pk for locale in writable_locales(user, instance)]
        field = self.fields["locales"]
        field.queryset = field.queryset.filter(pk__in=allowed)


class _SubmitMixin:
    def dispatch(self, request, *args, **kwargs):
        instance = self.get_object()
        try:
            api.check_source(instance)
        except ValidationError as error:
            messages.error(request, error.messages[0])
            return redirect(_edit_url(instance))
        return super().dispatch(request, *args, **kwargs)

    def get_form(self):
        data = self.request.POST if self.request.method == "POST" else None
        initial = {"locales": Locale.objects.filter(language_code=self.request.GET.get("select_locale", ""))}
        return _NarrowedForm(self.object, data, initial=initial, user=self.request.user)

    def form_valid(self, form):
        locales = list(form.cleaned_data["locales"])
        user = self.request.user
        try:
            with transaction.atomic():
                api.submit(self.object, locales, user=user)
                if form.cleaned_data["include_subtree"]:
                    self._submit_subtree(locales)
        except ValidationError as error:
            form.add_error("locales", error.messages)
            context = self.get_context_data()
            context["form"] = form
            return self.render_to_response(context)
        single = self.object.get_translation(locales[0]) if len(locales) == 1 else None
        names = ", ".join(str(locale.get_display_name()) for locale in locales)
        messages.success(self.request, self.get_success_message(names))
        if single and not form.cleaned_data["include_subtree"]:
            # Who begins one translation goes on with it.
            return redirect(self.get_default_success_url(single))
        return redirect(self.get_success_url() or self.get_default_success_url(single))

    def _submit_subtree(self, locales):
        codes = [locale.language_code for locale in locales]
        count = self.object.get_descendants().live().count()
        if count > MANY_PAGES:
            user_pk, page_pk = self.request.user.pk, self.object.pk
            transaction.on_commit(lambda: submit_subtree.enqueue(page_pk, codes, user_pk))
            messages.info(
                self.request,
                ngettext(
                    "%(count)d page below it is submitted in the background.",
                    "%(count)d pages below it are submitted in the background.",
                    count,
                )
                % {"count": count},
            )
        else:
            api.submit_subtree(self.object, locales, user=self.request.user)


class SubmitPageTranslationView(_SubmitMixin, submit_translations.SubmitPageTranslationView):
    """Submit a Chinese page into languages that the person may write in."""


class SubmitSnippetTranslationView(_SubmitMixin, submit_translations.SubmitSnippetTranslationView):
    """Submit a Chinese term into languages that the person may write in."""


class _CarryOnForm(update_translations.UpdateTranslationsForm):
    """Without the box that publishes every language at once, Chinese in the gaps."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["publish_translations"]
        self.fields.pop("use_machine_translation", None)


class UpdateTranslationsView(update_translations.UpdateTranslationsView):
    """Carry a Chinese source on by hand; publishing it has done so already."""

    def dispatch(self, request, *args, **kwargs):
        instance = self.get_object().get_source_instance()
        may_edit = (
            instance.permissions_for_user(request.user).can_edit()
            if isinstance(instance, Page)
            else may_write(request.user, instance.locale)
        )
        if not may_edit:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_form(self):
        return _CarryOnForm(self.request.POST if self.request.method == "POST" else None)

    def form_valid(self, form):
        api.carry_on(self.object.get_source_instance())
        messages.success(self.request, self.get_success_message())
        return redirect(self.get_success_url() or self.get_default_success_url())


def in_own_language(view):
    """Let a view of wagtail-localize on one translation answer only those who may write in its language.

    Upstream asks for a snippet's permission by model, which knows no language.
    """

    @wraps(view)
    def guarded(request, translation_id, *args, **kwargs):
        if not may_translate(request.user, get_object_or_404(Translation, pk=translation_id)):
            raise PermissionDenied
        return view(request, translation_id, *args, **kwargs)

    # A view of Django REST framework brings its own check of the token.
    guarded.csrf_exempt = getattr(view, "csrf_exempt", False)
    return guarded


def start_review(request, page_id):
    """Ask, then hand a translated page to the reviewers of its language."""
    page = get_object_or_404(Page, pk=page_id).specific
    translation = api.translation_of(page)
    if translation is None or not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    found = checking.warnings(translation)
    edit_url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    if request.method == "POST":
        if request.POST.get("seen", checking.digest(found)) != checking.digest(found):
            messages.warning(request, _("A text was changed in the meantime: look through the list again."))
            return redirect("qiao_languages:start_review", page.pk)
        try:
            state = api.start_review(translation, user=request.user, passed=found)
        except ValidationError as error:
            messages.error(request, error.messages[0])
        else:
            messages.success(
                request,
                _("“%(page)s” was handed to “%(workflow)s”.") % {"page": page, "workflow": state.workflow.name},
            )
        return redirect(edit_url)
    return render(
        request,
        "qiao/languages/admin/start_review.html",
        {
            **head(_("Submit for review"), page.get_admin_display_title(), "clipboard-list"),
            "page": page,
            "translation": translation,
            "progress": api.progress(translation),
            "groups": checking.grouped(found),
            "blocked": any(each.blocks for each in found),
            "seen": checking.digest(found),
            "edit_url": edit_url,
            "source_language": source_language(),
        },
    )


def own_fields(request, page_id):
    """What a language fills for itself on a translated page: blocks of its own, and who reviewed its wording.

    Who may edit the page writes blocks into its draft; who may publish it signs as well, and may publish these alone.
    """
    page = get_object_or_404(Page, pk=page_id).specific
    translation, rights = api.translation_of(page), page.permissions_for_user(request.user)
    names = [
        name
        for name in api.local_fields(type(page))
        if rights.can_publish() or isinstance(page._meta.get_field(name), StreamField)
    ]
    if not names or translation is None or not rights.can_edit():
        raise PermissionDenied
    if rights.page_locked():
        messages.error(request, _("“%(page)s” is locked or being reviewed: it can't be changed now.") % {"page": page})
        return redirect("wagtailadmin_pages:edit", page.pk)
    handler = ObjectList([FieldPanel(name) for name in names], base_form_class=WagtailAdminModelForm)
    handler = handler.bind_to_model(type(page))
    draft = api.own_draft(page)
    form = handler.get_form_class()(request.POST or None, request.FILES or None, instance=draft, for_user=request.user)
    if request.method == "POST":
        # A stream that was not sent stays as it is.
        for name, field in list(form.fields.items()):
            if isinstance(page._meta.get_field(name), StreamField) and field.widget.value_omitted_from_data(
                request.POST, request.FILES, name
            ):
                del form.fields[name]
    if request.method == "POST" and form.is_valid():
        if rights.can_publish() and "draft" not in request.POST:
            api.fill_local_fields(type(page).objects.get(pk=page.pk), form.cleaned_data, user=request.user)
            messages.success(request, _("“%(page)s” was saved.") % {"page": page})
        else:
            api.save_draft(translation, user=request.user, own=form.cleaned_data)
            messages.success(request, _("The draft of “%(page)s” was saved.") % {"page": page})
        return redirect("wagtailadmin_pages:edit", page.pk)
    panel = handler.get_bound_panel(instance=draft, request=request, form=form)
    context = {
        **head(_("Own blocks and review of this language"), page.get_admin_display_title(), "user"),
        "page": page,
        "form": form,
        "panel": panel,
        "media": form.media + panel.media,
        "may_publish": rights.can_publish(),
    }
    return render(request, "qiao/languages/admin/own_fields.html", context)


def head(title, subtitle, icon):
    """The context of what Wagtail's `generic/base.html` shows at the head of a page."""
    return {"header_title": title, "page_title": title, "page_subtitle": subtitle, "header_icon": icon}


def _edit_url(instance):
    if isinstance(instance, Page):
        return reverse("wagtailadmin_pages:edit", args=[instance.pk])
    return reverse(instance.snippet_viewset.get_url_name("edit"), args=[instance.pk])
