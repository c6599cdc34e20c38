"""What changed in the Chinese since a sentence was translated: since when, by whom, and hanzi by hanzi."""

import re
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from html import unescape
from itertools import groupby

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import strip_tags
from django.utils.safestring import mark_safe
from wagtail.log_actions import get_active_log_context
from wagtail.models import Revision
from wagtail_localize.models import StringSegment, StringTranslation

from qiao.chinese.hanzi import HANZI

from .conf import source_language
from .models import SourceChange

# A hanzi is a token of its own; so are a word of letters, a number and a tag.
_TOKEN = re.compile(rf"<[^>]*>|\d+(?:[.,]\d+)*|[^\W\d_{HANZI}]+|.", re.DOTALL)


@dataclass(frozen=True)
class Part:
    """A stretch of a text that stayed, was removed or was added; `kind` is "equal", "delete" or "insert"."""

    kind: str
    text: str


def parts(before, after):
    """The Parts that lead from one Chinese text to the other, hanzi by hanzi.

    Both are inline HTML, as wagtail-localize keeps it. Markup is left out, unless it is what differs.
    """
    plain = [unescape(strip_tags(text)) for text in (before, after)]
    old, new = map(_TOKEN.findall, plain if plain[0] != plain[1] else (before, after))
    found = []
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append(Part(kind, "".join(old[i1:i2])))
        if kind in ("delete", "replace"):
            found.append(Part("delete", "".join(old[i1:i2])))
        if kind in ("insert", "replace"):
            found.append(Part("insert", "".join(new[j1:j2])))
    return found


def difference(before, after):
    """Safe HTML that shows one Chinese text turn into the other: `del` and `ins`, named for screen readers too."""
    context = {"parts": parts(before, after), "language": source_language()}
    # Stripping makes a plain string of a safe one.
    return mark_safe(render_to_string("qiao/languages/admin/_difference.html", context).strip())


@dataclass(frozen=True)
class Change:
    """A sentence that is out of date; `before` and `after` are Chinese, `earlier` is the translation of `before`.

    since: when the Chinese turned into another one than was translated, None where that was not recorded.
    by: the person who published it, or None.
    """

    since: datetime | None
    by: object
    before: str
    after: str
    earlier: str

    @cached_property
    def difference(self):
        """What changed in the Chinese, as safe HTML."""
        return difference(self.before, self.after)


@dataclass(frozen=True)
class Summary:
    """How many sentences of a translation are out of date, and since when, as far as that is known."""

    count: int
    since: datetime | None


def strings_of(source):
    """The strings of a source as they are stored: {key of the context: [(key, text)] in the order of the page}."""
    rows = (
        StringSegment.objects.filter(source=source)
        .order_by("context_id", "order", "pk")
        .values_list("context_id", "string_id", "string__data")
    )
    return {context: [row[1:] for row in group] for context, group in groupby(rows, key=lambda row: row[0])}


def record(instance, before, after):
    """Keep which sentences became other ones when a source was carried on.

    instance: the source as it is now. before, after: its strings as `strings_of` gives them.
    """
    pairs = [
        (context, *pair) for context, strings in before.items() for pair in _replaced(strings, after.get(context, []))
    ]
    if not pairs:
        return
    now, by = timezone.now(), _published_by(instance)
    SourceChange.objects.bulk_create(
        SourceChange(context_id=context, before_id=old, after_id=new, changed_at=now, changed_by_id=by)
        for context, old, new in pairs
    )


def _published_by(instance):
    """The key of the person whose revision is live, or of whoever is at work in the admin."""
    revision = getattr(instance, "live_revision_id", None)
    by = Revision.objects.filter(pk=revision).values_list("user_id", flat=True).first() if revision else None
    return by or getattr(get_active_log_context().user, "pk", None)


def _replaced(before, after):
    """(old key, new key) of the strings of one place that were replaced; formatted text has several in one place."""
    opcodes = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    for kind, i1, i2, j1, j2 in opcodes:
        if kind != "replace":
            continue
        pairs = [(i, j) for i in range(i1, i2) for j in range(j1, j2)]
        alike = sorted(pairs, key=lambda each: -SequenceMatcher(None, before[each[0]][1], after[each[1]][1]).ratio())
        taken = set()
        for i, j in alike:
            if not {("old", i), ("new", j)} & taken:
                taken |= {("old", i), ("new", j)}
                yield before[i][0], after[j][0]


def of(translation):
    """The sentences of a translation whose Chinese changed since: {key of the StringSegment: Change}.

    A sentence that changed back to what was translated is not among them, nor is one that was never translated. The
    number of queries does not depend on the number of sentences.
    """
    about = translation.source.object_id
    rows, segments, changes = {}, {}, {}
    stored = StringTranslation.objects.filter(locale_id=translation.target_locale_id, context__object_id=about)
    for row in stored.select_related("translation_of").order_by("updated_at", "pk"):
        rows.setdefault(row.context_id, {})[row.translation_of_id] = row
    for segment in StringSegment.objects.filter(source_id=translation.source_id).select_related("string"):
        segments.setdefault(segment.context_id, []).append(segment)
    open_ = [
        segment
        for context in rows.keys() & segments.keys()
        for segment in segments[context]
        if (row := rows[context].get(segment.string_id)) is None or row.has_error
    ]
    if not open_:
        return {}
    for change in SourceChange.objects.filter(context__object_id=about).select_related("changed_by"):
        changes.setdefault(change.context_id, []).append(change)
    found = {}
    for segment in open_:
        context = segment.context_id
        change, row = _earlier(segment, rows[context], changes.get(context, []))
        if row is None and len(segments[context]) == 1:
            # Changed before changes were kept: the last text of this place is the one that readers have.
            row = next((each for key, each in reversed(rows[context].items()) if key != segment.string_id), None)
        if row is not None:
            found[segment.pk] = Change(
                since=change and change.changed_at,
                by=change and change.changed_by,
                before=row.translation_of.data,
                after=segment.string.data,
                earlier=row.data,
            )
    return found


def _earlier(segment, rows, changes):
    """The last change of a sentence away from a text that was translated, and that translation; (None, None) at worst.

    rows: {key of the string: StringTranslation}. changes: of this place, in the order of time.
    """
    string, unconfirmed = segment.string_id, (None, None)
    for change in reversed(changes):
        if change.after_id != string:
            continue
        string = change.before_id
        row = rows.get(string)
        if string == segment.string_id or row is None:
            continue
        if not row.has_error:
            return change, row
        if unconfirmed[1] is None:
            unconfirmed = change, row
    return unconfirmed


def summary(translation, found=None):
    """The Summary of a translation; `found`: what `of` gave, where it was asked already."""
    found = of(translation) if found is None else found
    return Summary(len(found), min((each.since for each in found.values() if each.since), default=None))
