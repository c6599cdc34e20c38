"""Where the editors' recorder sends what it recorded."""

from django.core.exceptions import ValidationError
from django.http import JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtailmedia.permissions import get_permission_policy

from . import api, speech


@require_POST
def record(request):
    """Take in a recording: its bytes are the body of the request, its title is in the query.

    Not a form, so that nothing is read of a file that is too large. The answer is JSON: id, title, edit_url and sources
    (dicts with src and type), or error, a sentence for the editor.
    """
    collection = get_permission_policy().collections_user_has_permission_for(request.user, "add").first()
    if collection is None:
        return _refused(_("You may not add recordings: ask for the right to add media."), status=403)
    try:
        length = int(request.headers.get("Content-Length") or 0)
    except ValueError:
        length = 0
    if length > speech.LARGEST:
        return _refused(speech.too_large(), status=413)
    try:
        media = api.store_speech(
            request.read(speech.LARGEST + 1),
            title=request.GET.get("title", ""),
            user=request.user,
            collection=collection,
        )
    except ValidationError as error:
        return _refused(" ".join(error.messages), status=507 if getattr(error, "code", None) == "full" else 400)
    edit_url = reverse("wagtailmedia:edit", args=[media.pk])
    return JsonResponse(
        {"id": media.pk, "title": media.title, "edit_url": edit_url, "sources": media.sources}, status=201
    )


def _refused(message, status):
    return JsonResponse({"error": message}, status=status)
