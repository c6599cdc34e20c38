"""What a page shows where its link is shared: a card with its title in both languages, drawn here."""

import json
from typing import NamedTuple

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import salted_hmac

from . import fonts

# Part of a card's name: a new drawing gets a new address.
DRAWING = 1
WIDTH, HEIGHT = 1200, 630

# Open Graph wants a territory with each language; the first one where a language is at home.
TERRITORIES = {
    "zh-hans": "zh_CN", "ru": "ru_RU", "kk": "kk_KZ", "ky": "ky_KG", "uz": "uz_UZ", "tg": "tg_TJ", "en": "en_US",
    "tk": "tk_TM", "ug": "ug_CN", "ur": "ur_PK", "fa": "fa_IR",
}  # fmt: skip


class Card(NamedTuple):
    """What is on a card. zh: the Chinese title; title: that of the page's language, "" where it is the same;
    line: what kind of page it is; picture: name of a file in the storage, "" where there is none.
    """

    zh: str
    title: str
    line: str
    site: str
    picture: str

    @property
    def digest(self):
        """A name that changes with what is shown, and that nobody can guess."""
        return salted_hmac("qiao.languages.social", json.dumps([DRAWING, *self])).hexdigest()[:24]


def card_of(page):
    """The card of a page in the active language, which is the page's own; None where there is nothing to draw.

    Costs no query for a page that was loaded to be shown. A text that the installed fonts cannot write is left out.
    """
    heading = getattr(page, "heading", None)
    zh = heading[0]["zh"] if heading else page.title
    line = page.card_line() if hasattr(page, "card_line") else ""
    texts = zh, "" if page.title == zh else page.title, line, getattr(settings, "WAGTAIL_SITE_NAME", "")
    texts = [text if fonts.can_write(text) else "" for text in texts]
    image = getattr(page, "cover_image", None)
    picture = image.file.name if image else ""
    return Card(*texts, picture) if texts[0] or texts[1] or picture else None


def card_url(page, card):
    """Path of a card in the active language."""
    return reverse("qiao_languages_card", args=[page.pk, card.digest])


def territory(code):
    """A language as Open Graph names it, such as kk_KZ; "" where that is not known."""
    return TERRITORIES.get(code, "")
