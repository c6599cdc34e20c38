"""What stands in a box of the desk: a text as a person reads and types it.

wagtail-localize keeps inline HTML. A plain text is shown without it, so that “A & B” is typed and read as “A & B”; a
formatted one shows its tags, and nothing else of HTML.
"""

import html
import re
import unicodedata

from bs4 import BeautifulSoup
from django.utils.translation import gettext as _
from wagtail_localize.models import TemplateSegment
from wagtail_localize.strings import StringValue

from ..texts import fault_of, from_plain, plain

MAX_LENGTH = 10_000
"""Characters that a box may hold."""

_ENTITY = re.compile(r"&#?\w*;?")


def formatted_contexts(translation):
    """The keys of the contexts of a translation's page that are formatted text."""
    return set(TemplateSegment.objects.filter(source_id=translation.source_id).values_list("context_id", flat=True))


def shown(data, *, formatted):
    """A stored text as its box has it."""
    if not formatted:
        return plain(data)
    if fault_of(data, data):
        return data
    return BeautifulSoup(data, "html.parser").decode(formatter=_escape)


def stored(text, *, formatted, source):
    """What is stored of a text that was typed; `source` is the Chinese as it is stored. Empty where nothing was typed.

    Broken markup is stored as it was typed: `texts.store` keeps it out of what is published.
    """
    text = "".join(char for char in text.replace("\r\n", "\n") if char in "\n\t" or _is_printable(char)).strip()
    if not text:
        return ""
    if not formatted:
        if "<br" not in source:
            text = " ".join(line.strip() for line in text.splitlines() if line.strip())
        return from_plain(text)
    return text if fault_of(source, text) else StringValue.from_translated_html(text).data


def check(text):
    """Raise ValueError, with a sentence that says what to do, for a text that is too long."""
    if len(text) > MAX_LENGTH:
        raise ValueError(
            _("This text has %(count)d characters; at most %(most)d can be kept. Shorten it.")
            % {"count": len(text), "most": MAX_LENGTH}
        )


def _is_printable(char):
    return unicodedata.category(char) not in ("Cc", "Cs")


def _escape(text):
    # An & is written out only where it would be read as part of something else.
    text = _ENTITY.sub(lambda match: match[0] if html.unescape(match[0]) == match[0] else f"&amp;{match[0][1:]}", text)
    return text.replace("<", "&lt;").replace(">", "&gt;")
