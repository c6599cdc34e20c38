"""What waits for a translator: the way from the menu of the admin to every translation, begun or not."""

from dataclasses import dataclass
from functools import wraps
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.admin.utils import quote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Count, Exists, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.models import DraftStateMixin, Page, TranslatableMixin
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail.snippets.models import get_snippet_models
from wagtail_localize.models import StringSegment, StringTranslation, Translation

from . import api
from .conf import source_language
from .pages import BilingualPage
from .rights import writable_locales

SUBMIT = "wagtail_localize.submit_translation"


def target_locales(user):
    """The locales that a person may translate into, in the order of the settings; asked once a request."""
    if not hasattr(user, "_qiao_target_locales"):
        order = [code for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES]
        found = [each for each in writable_locales(user) if each.language_code != source_language()]
        user._qiao_target_locales = sorted(found, key=lambda each: order.index(each.language_code))
    return user._qiao_target_locales


class WaitingMenuItem(MenuItem):
    """Shown to whoever may translate into some language."""

    def is_shown(self, request):
        return bool(target_locales(request.user))


def menu_item():
    """The item of the admin's menu."""
    return WaitingMenuItem(
        gettext_lazy("To translate"),
        reverse("qiao_languages:waiting"),
        name="to-translate",
        icon_name="wagtail-localize-language",
        order=150,
    )


@dataclass(frozen=True)
class Waiting:
    """A Chinese page that a language lacks; `above` are the titles of the pages that it lies in."""

    page: Page
    above: list


@dataclass(frozen=True)
class Underway:
    """A translated page with its Chinese one and how far it is."""

    page: Page
    above: list
    target: Page
    progress: api.Progress

    @property
    def is_finished(self):
        """Whether readers have all of it."""
        return self.progress.percent == 100 and self.target.live and not self.target.has_unpublished_changes


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
    """What a language lacks and what is under way in it: lists of Waiting and Underway, in the order of the tree.

    The number of queries does not depend on the number of pages.
    """
    targets = {page.translation_key: page for page in Page.objects.filter(locale=locale, depth__gt=1)}
    may_add = PagePermissionPolicy().instances_user_has_permission_for(user, "add")
    open_keys = set(may_add.filter(locale=locale).values_list("translation_key", flat=True))
    progress = _progress(locale)
    waiting, underway = [], []
    for page, ancestors in _source_pages():
        above = [each.title for each in ancestors[1:]]
        target = targets.get(page.translation_key)
        if target is not None and target.alias_of_id is None:
            if page.translation_key in progress:
                underway.append(Underway(page, above, target, progress[page.translation_key]))
            continue
        nearest = next((each.translation_key for each in ancestors[::-1] if each.translation_key in targets), None)
        if page.live and nearest in open_keys and _is_offered(page, locale):
            waiting.append(Waiting(page, above))
    return waiting, underway


def _is_offered(page, locale):
    offered = page.offered_languages() if hasattr(page, "offered_languages") else None
    return not offered or locale.language_code in offered


def _source_pages():
    """Each page of the source language with its ancestors, in the order of the tree.

    Only pages that say themselves where they are offered are read in full: the bodies of lessons are long.
    """
    source = api.source_locale()
    found = list(Page.objects.filter(locale=source, depth__gt=1).order_by("path").specific(defer=True))
    full = {}
    for model in {type(page) for page in found}:
        if getattr(model, "offered_languages", None) not in (None, BilingualPage.offered_languages):
            full |= {page.pk: page for page in model.objects.filter(locale=source)}
    line = []
    for page in found:
        page = full.get(page.pk, page)
        page.locale = source
        while line and not page.path.startswith(line[-1].path):
            line.pop()
        if line and line[-1].depth == page.depth - 1:
            page._cached_parent_obj = line[-1]  # treebeard's own cache of get_parent()
        yield page, list(line)
        line.append(page)


def _progress(locale):
    """{translation key: Progress} of everything that is translated into a language: `api.progress` in one query."""
    here = StringTranslation.objects.filter(locale=locale, context_id=OuterRef("context_id"))
    done = Exists(here.filter(translation_of_id=OuterRef("string_id"), has_error=False))
    segments = StringSegment.objects.filter(source_id=OuterRef("source_id")).order_by().values("source_id")

    def number(of, what):
        return Coalesce(Subquery(of.annotate(number=what).values("number"), output_field=IntegerField()), 0)

    rows = (
        Translation.objects.filter(target_locale=locale, enabled=True)
        .annotate(
            total=number(segments, Count("pk")),
            translated=number(segments.filter(done), Count("pk")),
            outdated=number(segments.filter(~done, Exists(here)), Count("context_id", distinct=True)),
        )
        .values_list("source__object_id", "total", "translated", "outdated")
    )
    return {key: api.Progress(*numbers) for key, *numbers in rows}


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
    """The pages and terms that a language lacks, and those under way, one language at a time."""

    template_name = "qiao/languages/admin/waiting.html"
    page_title = gettext_lazy("To translate")
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
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.get_header_title()}]

    def get_context_data(self, **kwargs):
        """Add the languages to choose from and what waits and is under way in the chosen one."""
        waiting, underway = pages(self.locale, self.request.user)
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
            waiting=waiting,
            underway=[each for each in underway if not each.is_finished],
            finished=sum(each.is_finished for each in underway),
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
