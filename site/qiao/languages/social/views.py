"""The picture of a page's card: drawn when it is first asked for, then kept in the storage."""

import logging
from contextlib import suppress

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from wagtail.models import Page

from . import card_of, card_url
from .drawing import draw

DAY = 24 * 3600

logger = logging.getLogger(__name__)


@require_safe
@cache_control(public=True, max_age=DAY)
def picture(request, pk, digest):
    """The card of a live page that everybody may read; an address of an older card leads to the one of today."""
    page = get_object_or_404(Page.objects.live().public().select_related("locale"), pk=pk)
    if page.locale.language_code != get_language():
        raise Http404
    page = page.specific
    card = card_of(page)
    if card is None:
        raise Http404
    if digest != card.digest:
        return redirect(card_url(page, card))
    return HttpResponse(_kept(pk, card), content_type="image/jpeg")


def _kept(pk, card):
    """The picture from the storage, where one a page is kept."""
    folder, name = f"cards/{pk}", f"{card.digest}.jpg"
    with suppress(OSError), default_storage.open(f"{folder}/{name}") as file:
        return file.read()
    drawn = draw(card)
    try:
        default_storage.save(f"{folder}/{name}", ContentFile(drawn))
        for other in default_storage.listdir(folder)[1]:
            if other != name:
                default_storage.delete(f"{folder}/{other}")
    except OSError:
        logger.exception("The card of page %s could not be stored; it is drawn again each time.", pk)
    return drawn
