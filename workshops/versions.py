"""The documents of a standard, each in one language."""

from typing import NamedTuple

from django.conf import settings
from django.utils.translation import get_language

from lessons.blocks.media import facts
from qiao.languages.templatetags.qiao_languages import language_name

__all__ = ["Version", "of"]


class Version(NamedTuple):
    """A document. language: its code; name: of the language, in itself; facts: as `lessons.blocks.media` gives them."""

    anchor: str
    language: str
    name: str
    document: object
    facts: dict


def of(page):
    """Every Version of a page that is there, the reader's language first, then in the order of the settings."""
    order = [get_language(), *(code for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES)]
    found = [block for block in page.documents if block.value["document"] and block.value["language"] in order]
    return [
        Version(
            f"b-{block.id}",
            block.value["language"],
            language_name(block.value["language"]),
            block.value["document"],
            facts(block.value["document"]),
        )
        for block in sorted(found, key=lambda each: order.index(each.value["language"]))
    ]
