"""Where the languages meet Wagtail's admin."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect
from django.urls import include, path
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.models import Locale, Page, TranslatableMixin
from wagtail_localize.models import Translation
from wagtail_localize.views import edit_translation

from . import api, comment_views, digest_panel, endings, hints, history, machine, restart, trees, views, waiting
from .board import panel
from .board import views as board
from .desk import views as desk
from .exchange import views as exchange
from .rights import may_write, open_explorer

guard = views.in_own_language


@hooks.register("register_admin_urls")
def narrowed_urls():
    """wagtail-localize's addresses with their rights narrowed; the same addresses, found first: this app comes before
    wagtail-localize in INSTALLED_APPS.
    """
    translation = "translate/<int:translation_id>/"
    urls = [
        path(
            "submit/page/<int:page_id>/",
            waiting.with_a_language(views.SubmitPageTranslationView.as_view()),
            name="submit_page_translation",
        ),
        path(
            "submit/snippet/<slug:app_label>/<slug:model_name>/<str:pk>/",
            views.SubmitSnippetTranslationView.as_view(),
            name="submit_snippet_translation",
        ),
        path("update/<int:translation_source_id>/", views.UpdateTranslationsView.as_view(), name="update_translations"),
        path(
            f"{translation}strings/<int:string_segment_id>/edit/",
            guard(edit_translation.edit_string_translation),
            name="edit_string_translation",
        ),
        path(
            f"{translation}overrides/<int:overridable_segment_id>/edit/",
            guard(edit_translation.edit_override),
            name="edit_override",
        ),
        path(f"{translation}pofile/download/", guard(exchange.download_pofile), name="download_pofile"),
        path(f"{translation}pofile/upload/", guard(exchange.texts_in), name="upload_pofile"),
        path(f"{translation}machine_translate/", guard(machine.machine_translate), name="machine_translate"),
        path(f"{translation}disable/", guard(edit_translation.stop_translation), name="stop_translation"),
        path("page/<int:page_id>/convert_to_alias/", convert_to_alias, name="convert_to_alias"),
    ]
    return [
        path("localize/", include((urls, "qiao_localize"), namespace="qiao_localize")),
        path(
            "qiao/languages/",
            include(
                (
                    [
                        path("review/<int:page_id>/", views.start_review, name="start_review"),
                        path("hints/<int:translation_id>/<int:segment_id>/", guard(hints.hints), name="hints"),
                        path("board/", board.BoardView.as_view(), name="board"),
                        path("board/<int:page_id>/", board.OpenedView.as_view(), name="board_page"),
                        path("assign/<int:translation_id>/", board.assign, name="assign"),
                        path("take/", board.take, name="take"),
                        path("waiting/", waiting.WaitingView.as_view(), name="waiting"),
                        path("own/<int:page_id>/", views.own_fields, name="own_fields"),
                        *exchange.urls(),
                        path("text/<int:translation_id>/", desk.save_text, name="save_text"),
                        path("comments/<int:translation_id>/<int:segment_id>/", comment_views.thread, name="comments"),
                        path("comments/<int:page_id>/", comment_views.open_threads, name="comments_of"),
                    ],
                    "qiao_languages",
                ),
                namespace="qiao_languages",
            ),
        ),
    ]


def convert_to_alias(request, page_id):
    """Refused: an alias would show Chinese under another language's address."""
    messages.error(request, _("A page of another language can't become an alias of the Chinese one."))
    return redirect("wagtailadmin_pages:edit", page_id)


# Before wagtail-localize's, which would show its own editor there.
hooks.register("before_edit_page", desk.edit, order=-1)
hooks.register("before_edit_snippet", desk.edit, order=-1)


@hooks.register("before_edit_page")
def refuse_to_overwrite(request, page):
    """Text typed while a translation was switched off is taken over when it is switched on again, not overwritten."""
    if request.method == "POST" and "localize-restart-translation" in request.POST:
        translation = Translation.objects.filter(
            source__object_id=page.translation_key, target_locale_id=page.locale_id, enabled=False
        ).first()
        if translation is not None:
            if endings.source_is_gone(page):
                messages.error(request, _("The Chinese page was deleted: there is nothing to synchronise with."))
                return redirect("wagtailadmin_pages:edit", page.pk)
            try:
                taken = restart.take_over(translation, user=request.user)
            except ValidationError as error:
                messages.error(request, error.messages[0])
                return redirect("wagtailadmin_pages:edit", page.pk)
            if taken:
                messages.info(
                    request,
                    _("%(count)d texts that were typed into this page were kept as its translation.")
                    % {"count": taken},
                )
    return None


def _require_language(request, instance):
    if isinstance(instance, TranslatableMixin):
        locale = instance.locale
    elif hasattr(instance, "language"):
        locale = Locale.objects.filter(language_code=instance.language).first()
    else:
        return
    if locale is not None and not may_write(request.user, locale):
        raise PermissionDenied


@hooks.register("before_create_snippet")
def create_in_own_language(request, model):
    """A new snippet is written in one of the languages that a person may write in."""
    if issubclass(model, TranslatableMixin):
        # As Wagtail's view reads it: what the form says of it does not count.
        code = request.GET.get("locale") or Locale.get_default().language_code
    elif hasattr(model, "language") and request.method == "POST":
        code = request.POST.get("language")
    else:
        return
    locale = Locale.objects.filter(language_code=code).first()
    if locale is not None and not may_write(request.user, locale):
        raise PermissionDenied


@hooks.register("before_move_page")
def keep_addresses_apart(request, page, destination):
    """A page does not move to where one of its translations would meet another page of its address."""
    try:
        api.check_move(page, destination)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("wagtailadmin_explore", page.get_parent().pk)
    return None


@hooks.register("before_edit_snippet")
def edit_own_language(request, instance):
    """A snippet may be read by every editor and changed by those of its language."""
    if request.method == "POST":
        _require_language(request, instance)
        if hasattr(instance, "language") and "language" in request.POST:
            # Nor are subtitles of one's own turned into another language's.
            _require_language(request, type(instance)(language=request.POST["language"]))


@hooks.register("before_delete_snippet")
def delete_own_language(request, instances):
    """The same for deleting, one or many."""
    for instance in instances:
        _require_language(request, instance)


@hooks.register("after_unpublish_page")
def unpublish_translations(request, page):
    """Unpublish the translations too, where the box on the confirmation was ticked."""
    if request.POST.get("include_translations"):
        endings.unpublish(request, [page], include_descendants="include_descendants" in request.POST)


@hooks.register("construct_explorer_page_queryset")
def look_up_sources(parent_page, pages, request):
    """Which pages of a listing exist in their language alone is asked for all of them at once."""
    return trees.with_sources(pages)


@hooks.register("after_delete_page")
def delete_translations(request, page):
    """Delete the translations too, where that button was pressed on the confirmation."""
    if request.POST.get("include_translations"):
        endings.delete(request, [page])


@hooks.register("after_bulk_action")
def end_translations(request, action, objects, view):
    """The same for many pages at once."""
    if not request.POST.get("include_translations") or Page not in view.models:
        return
    if action == endings.UNPUBLISH:
        endings.unpublish(request, objects, include_descendants="include_descendants" in request.POST)
    elif action == endings.DELETE:
        endings.delete(request, objects)


@hooks.register("after_delete_snippet")
def delete_translated_terms(request, instances):
    """The translations of a Chinese term go with it, as the confirmation says."""
    endings.delete_terms(request.user, instances)


hooks.register("register_account_settings_panel", digest_panel.DigestPanel)
hooks.register("register_log_actions", history.register)
hooks.register("register_admin_menu_item", board.menu_item)
hooks.register("construct_homepage_panels", panel.add_panel)
hooks.register("construct_snippet_listing_buttons", waiting.narrow_snippet_buttons)
waiting.narrow_buttons()
open_explorer()
