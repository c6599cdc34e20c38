"""The board in the admin, one row opened, and the forms that give a page to somebody."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.utils import get_user_display_name, get_valid_next_url_from_request
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.models import Locale, Page
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail_localize.models import Translation

from .. import api, assigning, views
from ..conf import languages, place, source_language
from ..models import Assignment
from ..waiting import target_locales
from . import registry, terms
from .cells import Board
from .filters import Filters
from .forms import AssignForm

ROWS = 25  # a page of the board


def may_see(user):
    """Whether a person has to do with pages at all: then they see how far every language is."""
    return PagePermissionPolicy().user_has_any_permission(user, {"add", "change", "publish"})


def _locales(user):
    """The locales that are translated into, a person's own first, in the order of the settings."""
    found = Locale.objects.filter(language_code__in=languages()).exclude(language_code=source_language())
    own = target_locales(user)
    return sorted(found, key=lambda each: (each not in own, place(each.language_code)))


class BoardMenuItem(MenuItem):
    """Shown to whoever writes or reviews in some language."""

    def is_shown(self, request):
        return may_see(request.user)


def menu_item():
    """The item of the admin's menu."""
    return BoardMenuItem(
        gettext_lazy("Translations"),
        reverse("qiao_languages:board"),
        name="translations",
        icon_name="wagtail-localize-language",
        order=150,
    )


class BoardView(WagtailAdminTemplateMixin, TemplateView):
    """Every registered page with its translations."""

    template_name = "qiao/languages/admin/board.html"
    page_title = gettext_lazy("Translations")
    header_icon = "wagtail-localize-language"

    def dispatch(self, request, *args, **kwargs):
        if not may_see(request.user):
            raise PermissionDenied
        self.locales = _locales(request.user)
        self.filters = Filters(request.GET, locales=self.locales)
        self.filters.is_valid()
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self):
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs):
        """Add the rows of this page of the board, and how far the terms are where nothing is left out."""
        paginator = WagtailPaginator(self.filters.pages(self.request.user), ROWS)
        page_obj = paginator.get_page(self.request.GET.get("p"))
        board = Board(
            page_obj.object_list,
            self.filters.chosen_locales,
            self.request.user,
            sum_up=registry.summed_up(),
            mine=self.filters.cleaned_data.get("mine"),
        )
        narrowed = self.filters.is_narrowed
        return super().get_context_data(
            **_shared(self.request, board),
            filters=self.filters,
            page_obj=page_obj,
            elided_page_range=paginator.get_elided_page_range(page_obj.number),
            terms=[] if narrowed or page_obj.number > 1 else terms.summary(self.request.user, board.locales),
            may_start=bool(target_locales(self.request.user)),
            **kwargs,
        )


class OpenedView(BoardView):
    """One row of the board opened: the page and each page below it."""

    template_name = "qiao/languages/admin/board_opened.html"

    def dispatch(self, request, *args, page_id, **kwargs):
        self.page = get_object_or_404(Page, pk=page_id, depth__gt=1, locale=api.source_locale())
        kind = registry.kinds().get(self.page.content_type_id)
        if kind is None:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self):
        return self.page.title

    def get_breadcrumbs_items(self):
        board = {"url": reverse("qiao_languages:board"), "label": self.page_title}
        return [
            *WagtailAdminTemplateMixin.get_breadcrumbs_items(self),
            board,
            {"url": "", "label": self.page.title},
        ]

    def get_context_data(self, **kwargs):
        """Add the rows."""
        board = Board(
            [self.page],
            self.filters.chosen_locales,
            self.request.user,
            opened=True,
            mine=self.filters.cleaned_data.get("mine"),
        )
        return WagtailAdminTemplateMixin.get_context_data(
            self, **_shared(self.request, board), page=self.page, filters=self.filters, **kwargs
        )


def _shared(request, board):
    kept = {name: request.GET[name] for name in ("language", "mine") if request.GET.get(name)}
    here = request.get_full_path()
    return {
        "board": board,
        "source_language": source_language(),
        "here": here,
        "kept": f"?{urlencode(kept)}" if kept else "",
        "next": urlencode({"next": here}),
    }


def _translation(request, translation_id):
    """A Translation and its page, for somebody who may edit the page."""
    translation = get_object_or_404(
        Translation.objects.select_related("source__object", "target_locale"), pk=translation_id, enabled=True
    )
    page = assigning.page_of(translation)
    if page is None:
        raise Http404
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    return translation, page


def assign(request, translation_id):
    """Give a page, or it and all below it, to a person; reviewers to anybody, translators to themselves."""
    translation, page = _translation(request, translation_id)
    assignment = Assignment.objects.filter(translation=translation).select_related("assignee").first()
    to_others = page.permissions_for_user(request.user).can_publish()
    back = get_valid_next_url_from_request(request) or reverse("qiao_languages:board")
    if assignment and assignment.assignee_id != request.user.pk and not to_others:
        messages.error(
            request,
            _("%(person)s has “%(page)s”. A reviewer of this language can give it to somebody else.")
            % {"person": get_user_display_name(assignment.assignee), "page": page.get_admin_display_title()},
        )
        return redirect(back)
    if request.method == "POST" and "remove" in request.POST:
        api.unassign(translation, user=request.user)
        messages.success(request, _("Nobody has “%(page)s” now.") % {"page": page.get_admin_display_title()})
        return redirect(back)
    form = AssignForm(
        request.POST or None,
        people=assigning.translators(page),
        only=None if to_others else request.user,
        with_below=page.get_descendants().filter(alias_of=None).exists(),
        initial={
            "assignee": assignment.assignee_id if assignment else request.user.pk,
            "due": assignment and assignment.due,
            "below": "below" in request.GET,
        },
    )
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        give = api.assign_below if chosen.get("below") else api.assign
        try:
            given = give(translation, assignee=chosen["assignee"], due=chosen["due"], user=request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            _tell(request, page, chosen["assignee"], given if chosen.get("below") else 1)
            return redirect(back)
    context = {
        **views.head(
            _("Assign translation"),
            f"{page.get_admin_display_title()}, {page.locale.get_display_name()}",
            "user",
        ),
        "form": form,
        "assignment": assignment,
        "back": back,
    }
    return render(request, "qiao/languages/admin/assign.html", context)


@require_POST
def take(request):
    """Give a page to the person who presses the button."""
    value = request.POST.get("translation", "")
    translation, page = _translation(request, int(value) if value.isdecimal() else 0)
    try:
        api.take(translation, user=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        _tell(request, page, request.user, 1)
    return redirect(get_valid_next_url_from_request(request) or reverse("qiao_languages:board"))


def _tell(request, page, assignee, count):
    values = {
        "person": get_user_display_name(assignee),
        "page": page.get_admin_display_title(),
        "language": page.locale.get_display_name(),
        "count": count,
    }
    if count == 1:
        text = _("%(person)s has “%(page)s” in %(language)s now.")
    else:
        text = ngettext(
            "%(person)s has %(count)d page of “%(page)s” in %(language)s now.",
            "%(person)s has %(count)d pages of “%(page)s” in %(language)s now.",
            count,
        )
    messages.success(request, text % values)
