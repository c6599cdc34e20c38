"""What a file holds: the texts of one page or term, of a page with all below it, or of everything in a language."""

import re
from dataclasses import dataclass
from functools import cached_property

from django.contrib.contenttypes.models import ContentType
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page
from wagtail_localize.models import StringSegment, Translation

from .. import changes, headings, texts
from ..models import Unconfirmed

# What XML 1.0 has no way to write.
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Scope(TextChoices):
    """How much of a language, seen from one of its pages."""

    PAGE = "page", _("This page or term alone")
    BELOW = "below", _("This page and all below it")
    LANGUAGE = "language", _("Everything in this language")


def translations_in(translation, scope):
    """The Translations of a scope, pages in the order of their tree and then terms."""
    found = Translation.objects.filter(target_locale_id=translation.target_locale_id, enabled=True)
    found = found.select_related("source", "target_locale").defer("source__content_json")
    pages = Page.objects.filter(locale_id=translation.target_locale_id)
    if scope == Scope.PAGE:
        return list(found.filter(pk=translation.pk))
    if scope == Scope.BELOW:
        page = pages.filter(translation_key=translation.source.object_id).first()
        if page is None:
            return list(found.filter(pk=translation.pk))
        pages = page.get_descendants(inclusive=True)
        found = found.filter(source__object_id__in=pages.values("translation_key"))
    order = {key: at for at, key in enumerate(pages.order_by("path").values_list("translation_key", flat=True))}
    return sorted(found, key=lambda each: (order.get(each.source.object_id, len(order)), each.pk))


@dataclass(frozen=True)
class Unit:
    """A text of a translation; `change` is the `changes.Change` that put its translation out of date, or None."""

    translation: Translation
    segment: StringSegment
    change: changes.Change | None

    @property
    def place(self):
        """Where it stands, as all files name it: the same in every export."""
        return f"{self.translation.source.object_id}/{self.segment.context.path}"

    @property
    def source(self):
        """The Chinese, as inline HTML."""
        return self.segment.string.data

    @property
    def target(self):
        """The translation as it is stored, as inline HTML, or empty."""
        return self.segment.stored.data if self.segment.stored is not None else ""

    @property
    def is_uncertain(self):
        """Whether the stored translation still needs a person: a machine's, a fuzzy one, one with broken markup."""
        return self.segment.stored is not None and self.segment.stored.has_error

    @property
    def is_confirmed(self):
        """Whether a person stands for the stored translation."""
        return self.segment.stored is not None and not self.segment.stored.has_error

    @cached_property
    def label(self):
        """The page, and which part of it."""
        source = self.translation.source
        model = ContentType.objects.get_for_id(source.specific_content_type_id).model_class()
        _key, part, _label = headings.of(model, self.segment.context)
        return " · ".join(filter(None, [source.object_repr, part]))

    @cached_property
    def reason(self):
        """Why the stored text waits, for people; empty where it does not or nobody said why."""
        waiting = texts.is_unconfirmed(self.segment.stored)
        return str(Unconfirmed.Reason(waiting).label) if waiting else ""


def units_of(translation):
    """The Units of a translation in the order of the page, a sentence that a place has twice once.

    The number of queries does not depend on their number.
    """
    changed, seen, found = changes.of(translation), set(), []
    for segment in texts.segments_of(translation):
        if (segment.context_id, segment.string_id) not in seen:
            seen.add((segment.context_id, segment.string_id))
            found.append(Unit(translation, segment, changed.get(segment.pk)))
    return found


def plain(text):
    """A text without what some of the files can't hold: two that are the same in every file are the same."""
    return _NO_XML.sub("", text).replace("\r\n", "\n").replace("\r", "\n").strip()
