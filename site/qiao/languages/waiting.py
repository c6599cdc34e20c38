"""What is published in Chinese and waits to be translated, page by page and kind by kind, and how it is begun."""

from dataclasses import dataclass
from functools import wraps
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.admin.utils import quote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail import hooks
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.models import DraftStateMixin, Page, TranslatableMixin
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail.snippets.models import get_snippet_models

from . import api
from .conf import place, source_language
from .rights import SUBMIT, writable_locales
from .sources import walk
from .trees import is_offered


def target_locales(user):
    """The locales that a person may translate into, in the order of the settings; asked once a request."""
    if not hasattr(user, "_qiao_target_locales"):
        found = [each for each in writable_locales(user) if each.language_code != source_language()]
        user._qiao_target_locales = sorted(found, key=lambda each: place(each.language_code))
    return user._qiao_target_locales


@dataclass(frozen=True)
class Waiting:
    """A Chinese page that a language lacks; `above` are the titles of the pages that it lies in."""

    page: Page
    above: list


@dataclass(frozen=True)
class Kind:
    """How many snippets of a kind a language lacks."""

    name: str
    label: str
    count: int

    @classmethod
    def of(cls, model, locale):
        """Count the snippets of a model."""
        return cls(model._meta.label_lower, capfirst(model._meta.verbose_name_plural), _missing(model, locale).count())


def pages(locale, user):
    """What a language lacks: a list of Waiting, in the order of the tree.

    The number of queries does not depend on the number of pages.
    """
    here = Page.objects.filter(locale=locale, depth__gt=1)
    keys = dict(here.values_list("translation_key", "alias_of"))
    may_add = PagePermissionPolicy().instances_user_has_permission_for(user, "add")
    open_keys = set(may_add.filter(locale=locale).values_list("translation_key", flat=True))
    waiting = []
    for page, ancestors in walk():
        nearest = next((each.translation_key for each in ancestors[::-1] if each.translation_key in keys), None)
        is_missing = page.translation_key not in keys or keys[page.translation_key] is not None
        if page.live and is_missing and nearest in open_keys and is_offered(page, locale):
            waiting.append(Waiting(page, [each.title for each in ancestors[1:]]))
    return waiting


def _missing(model, locale):
    """The published Chinese snippets of a model that a language lacks."""
    objects = model._default_manager.filter(locale=api.source_locale())
    if issubclass(model, DraftStateMixin):
        objects = objects.filter(live=True)
    return objects.exclude(translation_key__in=model._default_manager.filter(locale=locale).values("translation_key"))


def _snippet_models(user):
    """The translatable snippets that a person may add."""
    return [
        model
        for model in get_snippet_models()
        if issubclass(model, TranslatableMixin)
        and model.snippet_viewset.permission_policy.user_has_permission(user, "add")
    ]


class WaitingView(WagtailAdminTemplateMixin, TemplateView):
    """The pages and terms that a language lacks, one language at a time."""

    template_name = "qiao/languages/admin/waiting.html"
    page_title = gettext_lazy("Start translations")
    header_icon = "wagtail-localize-language"

    def dispatch(self, request, *args, **kwargs):
        self.locales = target_locales(request.user)
        code = request.GET.get("language")
        self.locale = next((each for each in self.locales if code in (None, each.language_code)), None)
        if self.locale is None:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self):
        return self.locale.get_display_name()

    def get_breadcrumbs_items(self):
        board = {"url": reverse("qiao_languages:board"), "label": _("Translations")}
        return [*super().get_breadcrumbs_items(), board, {"url": "", "label": self.get_header_title()}]

    def get_context_data(self, **kwargs):
        """Add the languages to choose from and what waits in the chosen one."""
        kinds = [
            Kind(
                model._meta.label_lower, capfirst(model._meta.verbose_name_plural), _missing(model, self.locale).count()
            )
            for model in _snippet_models(self.request.user)
        ]
        code = self.locale.language_code
        return super().get_context_data(
            locales=self.locales,
            locale=self.locale,
            source_language=source_language(),
            waiting=pages(self.locale, self.request.user),
            kinds=[kind for kind in kinds if kind.count],
            may_submit=self.request.user.has_perm(SUBMIT),
            submit_query=urlencode({"select_locale": code, "next": self._url()}),
            **kwargs,
        )

    def post(self, request, *args, **kwargs):
        """Submit every snippet of one kind, or none of them."""
        model = next(
            (m for m in _snippet_models(request.user) if m._meta.label_lower == request.POST.get("kind")), None
        )
        if model is None or not request.user.has_perm(SUBMIT):
            raise PermissionDenied
        try:
            with transaction.atomic():
                missing = list(_missing(model, self.locale))
                for instance in missing:
                    api.submit(instance, [self.locale], user=request.user)
        except ValidationError as error:
            messages.error(request, error.messages[0])
        else:
            messages.success(
                request,
                _("%(kind)s: %(count)d submitted for translation.")
                % {"kind": capfirst(model._meta.verbose_name_plural), "count": len(missing)},
            )
        return redirect(self._url())

    def _url(self):
        return f"{reverse('qiao_languages:waiting')}?{urlencode({'language': self.locale.language_code})}"


def with_a_language(view):
    """Open the form that submits a page only to those whom it has a language to offer; others are told why."""

    @wraps(view)
    def guarded(request, page_id):
        page = Page.objects.filter(pk=page_id, live=True, locale=api.source_locale(), depth__gt=1).first()
        if request.method != "GET" or page is None or not request.user.has_perm(SUBMIT):
            return view(request, page_id=page_id)
        if not target_locales(request.user):
            messages.info(request, _("Each language’s own editors start its translation."))
        elif not may_start(request.user, page):
            messages.info(request, _("“%(page)s” is there already in every language that you write.") % {"page": page})
        else:
            return view(request, page_id=page_id)
        if page.permissions_for_user(request.user).can_edit():
            return redirect("wagtailadmin_pages:edit", page.pk)
        return redirect("wagtailadmin_home")

    return guarded


def may_start(user, instance, *, exactly=True):
    """Whether there is a language that a person may begin to translate a Chinese page or snippet into.

    exactly: ask for the rights on this page's place in each tree, not on the trees alone; costs queries.
    """
    if instance.locale_id != api.source_locale().pk or not target_locales(user):
        return False
    existing = instance.get_translations(inclusive=True)
    if isinstance(instance, Page):
        existing = existing.exclude(alias_of__isnull=False)
    existing = set(existing.values_list("locale_id", flat=True))
    allowed = target_locales(user)
    if exactly and not user.is_superuser:
        allowed = writable_locales(user, instance)
    return any(locale.pk not in existing for locale in allowed)


def narrow_buttons():
    """Hide upstream's button “Translate this page” where its form would be empty.

    Wagtail lets an app change the buttons of a listing after they were made, but not those of a page's header; so
    upstream's hooks are taken out and called from here. Called after this app's own hooks are registered: its
    addresses must be found before upstream's, which come with this import.
    """
    from wagtail_localize import wagtail_hooks as upstream

    def page_buttons(page, user, view_name=None, next_url=None):
        url = reverse("wagtail_localize:submit_page_translation", args=[page.alias_of_id or page.pk])
        for button in upstream.page_listing_more_buttons(page, user, view_name=view_name, next_url=next_url):
            # A listing asks for each of its pages.
            if button.url != url or may_start(user, page, exactly=view_name is not None):
                yield button

    for name in ("register_page_header_buttons", "register_page_listing_more_buttons"):
        hooks._hooks[name].remove((upstream.page_listing_more_buttons, 0))
        hooks.register(name, page_buttons)


def narrow_snippet_buttons(buttons, snippet, user):
    """The same for the button “Translate” of a snippet."""
    if isinstance(snippet, TranslatableMixin) and not may_start(user, snippet):
        args = [snippet._meta.app_label, snippet._meta.model_name, quote(snippet.pk)]
        url = reverse("wagtail_localize:submit_snippet_translation", args=args)
        buttons[:] = [button for button in buttons if getattr(button, "url", None) != url]
