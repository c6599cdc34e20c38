"""The desk itself, and the address that a single sentence is saved at."""

from functools import wraps
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.admin.utils import quote
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.http import Http404, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import get_language_info, ngettext
from django.utils.translation import gettext as _
from wagtail.admin.templatetags.wagtailadmin_tags import user_display_name
from wagtail.admin.ui.components import MediaContainer
from wagtail.models import DraftStateMixin, Page
from wagtail.snippets.permissions import get_permission_name
from wagtail.utils.timestamps import render_timestamp
from wagtail_localize.machine_translators import get_machine_translator
from wagtail_localize.models import OverridableSegment, RelatedObjectSegment, Translation

from .. import api, changes
from ..models import Assignment
from ..rights import may_translate
from . import rows, saving
from .panels import ReaderPanel

BESIDE = "qiao_beside"
SOURCE_LANG = "zh-Hans"
ACTIONS = ("save", "publish")


def edit(request, instance):
    """The desk for a page or a term that is a translation; None where it is not, or upstream's editor is asked for.

    Called by Wagtail's hooks before its own editor: for a page the right to edit was asked for already.
    """
    if request.method == "POST":
        if request.POST.get("action") not in ACTIONS:
            return None
    elif "classic" in request.GET:
        return None
    if getattr(instance, "alias_of_id", None):
        return None
    translation = api.translation_of(instance)
    if translation is None:
        return None
    rights = _Rights(request.user, instance, translation)
    if request.method == "POST":
        return _post(request, translation, instance, rights)
    return _show(request, translation, instance, rights)


class _Rights:
    """What a person may do at the desk of one translation."""

    def __init__(self, user, instance, translation):
        self.page = instance.permissions_for_user(user) if isinstance(instance, Page) else None
        # Wagtail has asked the page already.
        self.write = bool(self.page) or may_translate(user, translation)
        if self.page:
            self.publish = self.page.can_publish() and not self.page.page_locked()
        else:
            self.publish = self.write and (
                not isinstance(instance, DraftStateMixin)
                or user.has_perm(get_permission_name("publish", type(instance)))
            )


def _post(request, translation, instance, rights):
    if not rights.write:
        raise PermissionDenied
    typed = _typed(request.POST)
    outcomes = saving.save(translation, typed, user=request.user) if typed else {}
    lost = {pk: outcome for pk, outcome in outcomes.items() if not outcome.is_stored}
    if lost:
        _tell_lost(request, lost)
        return _show(request, translation, instance, rights, typed, lost)
    if request.POST["action"] == "publish":
        if not rights.publish:
            raise PermissionDenied
        _publish(request, translation, instance)
    elif typed:
        messages.success(
            request,
            ngettext("%(count)d text was saved.", "%(count)d texts were saved.", len(typed)) % {"count": len(typed)},
        )
    return redirect(request.path)


def _typed(data):
    """{key of the segment: Typed} of the boxes of a form that were changed or confirmed."""
    typed = {}
    for name in data:
        kind, _dash, pk = name.partition("-")
        key = _key(pk) if kind == "text" else None
        if key is None:
            continue
        each = saving.Typed(data[name], tuple(data.getlist(f"seen-{pk}")), f"confirm-{pk}" in data)
        if each.confirm or each.text.replace("\r\n", "\n") not in [seen.replace("\r\n", "\n") for seen in each.seen]:
            typed[key] = each
    return typed


def _key(text):
    """The key that a text names, or None where no database has such a key."""
    return int(text) if text.isdecimal() and len(text) < 19 else None


def _tell_lost(request, lost):
    if any(outcome.state == "conflict" for outcome in lost.values()):
        messages.warning(
            request,
            _("Somebody else has written the same sentence. Both texts are shown: choose one, then save again."),
        )
    for outcome in lost.values():
        if outcome.state == "refused":
            messages.error(request, outcome.message)
        elif outcome.state == "gone":
            messages.warning(
                request,
                _("A sentence is no longer in the page, so this text of yours was not saved: “%(text)s”")
                % {"text": outcome.text},
            )


def _publish(request, translation, instance):
    names = {"object": str(instance), "language": translation.target_locale.get_display_name()}
    try:
        published = api.publish(translation, user=request.user)
    except ValidationError as error:
        for message in saving.note_errors(translation, error):
            messages.error(
                request,
                _("“%(object)s” was not published in %(language)s. %(reason)s") % {**names, "reason": message},
            )
        return
    names["object"] = str(published)
    if api.progress(translation).percent < 100:
        messages.warning(
            request,
            _("“%(object)s” was published in %(language)s; what is not translated stands there in Chinese.") % names,
        )
    else:
        messages.success(request, _("“%(object)s” was published in %(language)s.") % names)


def _show(request, translation, instance, rights, typed=None, outcomes=None):
    others = rows.locales_beside(translation)
    beside = _chosen_beside(request, others)
    groups = rows.groups_of(translation, beside, typed, outcomes)
    is_page = isinstance(instance, Page)
    panels = [ReaderPanel(instance, request, translation)] if is_page else []
    translator = get_machine_translator()
    source, locale = translation.source, translation.target_locale
    context = {
        "translation": translation,
        "instance": instance,
        "is_page": is_page,
        "header_title": instance.get_admin_display_title() if is_page else str(instance),
        "breadcrumbs_items": _breadcrumbs(translation, instance, rights),
        "history_url": _history_url(instance),
        "rights": rights,
        "workflow": instance.current_workflow_state if is_page else None,
        "groups": groups,
        "first_untranslated": next((row for group in groups for row in group.rows if row.needs_work), None),
        "progress": api.progress(translation),
        "out_of_date": changes.summary(
            translation, {row.segment.pk: row.change for group in groups for row in group.rows if row.change}
        ),
        "source_title": source.object_repr,
        "source_lang": SOURCE_LANG,
        "target": get_language_info(locale.language_code),
        "target_name": locale.get_display_name(),
        "others": others,
        "beside": beside,
        "choices": [(place, chosen) for place, chosen in enumerate([*beside, None, None][: rows.MOST_BESIDE], start=1)],
        "assignment": Assignment.objects.filter(translation=translation).select_related("assignee").first(),
        "machine": translator if translator and translator.can_translate(source.locale, locale) else None,
        "has_more": OverridableSegment.objects.filter(source=source).exists()
        or RelatedObjectSegment.objects.filter(source=source).exists(),
        "side_panels": panels,
        "media": MediaContainer(panels).media,
        "words": _words(),
    }
    return render(request, "qiao/languages/admin/desk.html", context, status=409 if outcomes else 200)


def _words():
    """What the script says of a sentence."""
    return {
        "saving": _("Saving …"),
        "done": _("Saved"),
        "empty": _("Not translated yet"),
        "outdated": _("Out of date"),
        "error": _("Saved, but it can't be published"),
        "unconfirmed": _("To be confirmed"),
        "typing": _("Not saved yet"),
        "kept": _("Not saved yet: kept on this device, and sent as soon as possible"),
        "lost": _("Not saved yet, and this device can't keep it: don't close this page"),
        "conflict": _("Not saved: somebody else has written this sentence"),
        "conflictBy": _("%s has written this sentence in the meantime (%s):"),
        "offline": _("There is no connection. What you type is kept on this device and will be sent."),
        "signedOut": _("You have been signed out. What you type is kept on this device."),
        "allSaved": _("Everything is saved."),
        "notAll": _("Some texts are not saved yet: see the sentences that are marked."),
        "fragment": _("This could not be loaded."),
    }


def _breadcrumbs(translation, instance, rights):
    items = []
    if rights.write:
        query = urlencode({"language": translation.target_locale.language_code})
        items.append({"url": f"{reverse('qiao_languages:board')}?{query}", "label": _("Translations")})
    if isinstance(instance, Page):
        parent = instance.get_parent()
        items.append({"url": reverse("wagtailadmin_explore", args=[parent.pk]), "label": parent.title})
        return [*items, {"url": "", "label": instance.get_admin_display_title()}]
    url = reverse(instance.snippet_viewset.get_url_name("list"))
    items.append({"url": url, "label": capfirst(instance._meta.verbose_name_plural)})
    return [*items, {"url": "", "label": str(instance)}]


def _history_url(instance):
    if isinstance(instance, Page):
        return reverse("wagtailadmin_pages:history", args=[instance.pk])
    return reverse(instance.snippet_viewset.get_url_name("history"), args=[quote(instance.pk)])


def _chosen_beside(request, others):
    """The Locales that stand beside the Chinese: those that the address names, which the session keeps, or the last."""
    if "beside" in request.GET:
        request.session[BESIDE] = list(dict.fromkeys(filter(None, request.GET.getlist("beside"))))[: rows.MOST_BESIDE]
    by_code = {locale.language_code: locale for locale in others}
    return [by_code[code] for code in request.session.get(BESIDE, ()) if code in by_code]


def _in_json(view):
    """Answer what goes wrong with a sentence that a script can show."""

    @wraps(view)
    def answered(request, *args, **kwargs):
        try:
            return view(request, *args, **kwargs)
        except PermissionDenied:
            message = _("You may no longer write in this language. Your text is kept on this device.")
            return JsonResponse({"message": message}, status=403)
        except (Http404, ObjectDoesNotExist):
            message = _("This translation is no longer here. Your text is kept on this device.")
            # 404 would be sent on to an address with a language in front.
            return JsonResponse({"message": message}, status=410)

    return answered


@_in_json
def save_text(request, translation_id):
    """Save one sentence: POST of `segment`, `text`, `seen` (once or more), `confirm` and `person`, answered in JSON.

    409 where somebody else has written it in the meantime, with their text; 400 for what can't be kept. A GET tells the
    token that a POST needs, which changes when a person signs in again.
    """
    translations = Translation.objects.select_related("source__specific_content_type", "target_locale")
    translation = get_object_or_404(translations, pk=translation_id, enabled=True)
    if not may_translate(request.user, translation):
        raise PermissionDenied
    if request.method != "POST":
        return JsonResponse({"token": get_token(request), "person": request.user.pk})
    if request.POST.get("person") not in (None, str(request.user.pk)):
        return JsonResponse(
            {"message": _("Another person has signed in here. Your text is kept on this device.")}, status=403
        )
    key = _key(request.POST.get("segment", ""))
    if key is None or "text" not in request.POST:
        return JsonResponse({"message": _("There is no such sentence.")}, status=400)
    typed = saving.Typed(request.POST["text"], tuple(request.POST.getlist("seen")), "confirm" in request.POST)
    outcome = saving.save(translation, {key: typed}, user=request.user)[key]
    return _answer(translation, typed, outcome)


def _answer(translation, typed, outcome):
    if outcome.state == "conflict":
        return JsonResponse(
            {
                "state": outcome.state,
                "theirs": outcome.text,
                "by": user_display_name(outcome.by),
                "at": render_timestamp(outcome.at) if outcome.at else "",
            },
            status=409,
        )
    if outcome.state == "refused":
        return JsonResponse({"message": outcome.message}, status=400)
    if outcome.state == "gone":
        message = _("This sentence is no longer in the page: the Chinese was changed. Load the page anew.")
        return JsonResponse({"message": message}, status=410)
    progress = api.progress(translation)
    answer = {
        "state": outcome.state,
        "message": outcome.message,
        "progress": [progress.translated, progress.total, progress.percent],
    }
    if outcome.text != typed.text:
        answer["text"] = outcome.text
    return JsonResponse(answer)
