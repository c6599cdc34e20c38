"""A file compared with the texts that are there, and stored: every text of it is taken, unchanged, empty or refused."""

import re
from collections import Counter
from dataclasses import dataclass
from html.parser import HTMLParser

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail_localize.models import Translation
from wagtail_localize.strings import StringValue

from .. import texts
from ..models import Unconfirmed
from ..rights import may_translate
from .files import Entry, FileError
from .units import Unit, plain, units_of

NEW, REPLACED, UNCHANGED, EMPTY, REFUSED = "new", "replaced", "unchanged", "empty", "refused"

_CUT_OFF = re.compile(r"</?[a-zA-Z][^>]*$")


@dataclass
class Row:
    """What becomes of one text of a file.

    unit: where it belongs, None where that is not known. title: of its page, as far as it is known. state: "new" or
    "replaced" (taken), "unchanged", "empty" or "refused". reason: why it is refused.
    """

    entry: Entry
    unit: Unit | None = None
    title: str = ""
    state: str = REFUSED
    reason: str = ""

    @property
    def is_taken(self):
        """Whether the text is stored."""
        return self.state in (NEW, REPLACED)


def check_language(file, locale):
    """Raise FileError where a file says that it is in another language than the one it is brought into."""
    stated = file.language.strip()
    if stated and re.split("[-_@.]", stated.lower())[0] != locale.language_code.split("-")[0]:
        raise FileError(
            _(
                "The file says that its language is “%(stated)s”, and this is %(language)s (%(code)s). Choose the "
                "right file, or correct the language in its header."
            )
            % {"stated": stated, "language": locale.get_display_name(), "code": locale.language_code}
        )


def plan(file, translations, *, user):
    """A Row for each text of a File, in its order; nothing is stored.

    translations: those that the file may bring texts for, all into one language. user: who would store them.
    """
    keys = {entry.key for entry in file.entries}
    allowed = {str(each.source.object_id): each for each in translations}
    units, refused = {}, {}
    for key in keys & allowed.keys():
        for unit in units_of(allowed[key]):
            units.setdefault(unit.place, []).append(unit)
        if not may_translate(user, allowed[key]):
            refused[key] = _("You may not translate this page.")
    elsewhere = _titles(keys - allowed.keys(), translations)
    rows = []
    for entry in file.entries:
        row = Row(entry)
        rows.append(row)
        if entry.key in elsewhere:
            row.title = elsewhere[entry.key]
            row.reason = _("This text is of another page than those chosen here.")
        elif entry.key not in allowed:
            row.reason = _("This site has no page or term with this text.")
        else:
            row.title = allowed[entry.key].source.object_repr
            if entry.key in refused:
                row.reason = refused[entry.key]
            else:
                _compare(row, units.get(f"{entry.key}/{entry.path}", []))
    _refuse_contradictions(rows)
    return rows


def _compare(row, units):
    entry, source = row.entry, plain(row.entry.source)
    if not units:
        row.reason = _("The page has no such text any more.")
        return
    row.unit = next((unit for unit in units if plain(unit.source) == source), None)
    if row.unit is None:
        if len(units) == 1:
            row.unit = units[0]
        row.reason = _("The Chinese is another one now: translate it anew.")
        return
    text, stored = _text(entry), plain(row.unit.target)
    earlier = plain(row.unit.change.earlier) if row.unit.change else ""
    if not text:
        row.state = EMPTY
    elif text == stored and (entry.is_fuzzy or row.unit.is_confirmed):
        row.state = UNCHANGED
    elif entry.is_fuzzy and not stored and text == earlier:
        # The suggestion of the file itself.
        row.state = EMPTY
    elif fault := entry.fault or _fault(row.unit.source, text):
        row.reason = fault
    elif entry.is_fuzzy and row.unit.is_confirmed:
        row.reason = _("It is marked as uncertain, and a confirmed translation is there.")
    else:
        row.state = REPLACED if stored and stored != text else NEW


def _text(entry):
    """The translation of an entry, with a bare & or < written as HTML has them."""
    text = plain(entry.target)
    if ("&" not in text and "<" not in text) or _tags_fault(text):
        return text
    try:
        return StringValue.from_translated_html(text).data
    except ValueError:
        return text


def _fault(source, text):
    """What is wrong with the markup of a text, as a sentence, also where a browser would put up with it."""
    return texts.fault_of(source, text) or _tags_fault(text)


def _tags_fault(text):
    tags = _Tags()
    tags.feed(text)
    tags.close()
    if tags.open or tags.broken or _CUT_OFF.search(text):
        return _("A tag is not closed, or closed that was not opened.")
    return ""


class _Tags(HTMLParser):
    """Which tags of a text are open at its end, and whether one was closed that was not the last to be opened."""

    def __init__(self):
        super().__init__()
        self.open, self.broken = [], False

    def handle_starttag(self, tag, attrs):
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag == "br":
            return
        if self.open[-1:] == [tag]:
            self.open.pop()
        else:
            self.broken = True


def _refuse_contradictions(rows):
    """A text that a file has twice is taken once; where it says two things, none of them."""
    said = {}
    for row in rows:
        if row.unit is not None and row.state in (NEW, REPLACED, UNCHANGED):
            said.setdefault(row.unit.segment.pk, []).append(row)
    for same in said.values():
        if len({(_text(row.entry), row.entry.is_fuzzy) for row in same}) > 1:
            for row in same:
                row.state, row.reason = REFUSED, _("The file has this text more than once, each time otherwise.")
        else:
            for row in same[1:]:
                row.state = UNCHANGED


def _titles(keys, translations):
    """{key: title} of those keys that are other pages or terms of the language."""
    if not keys or not translations:
        return {}
    found = Translation.objects.filter(target_locale_id=translations[0].target_locale_id, enabled=True)
    titles = found.values_list("source__object_id", "source__object_repr")
    return {str(key): title for key, title in titles if str(key) in keys}


@transaction.atomic
def store(file, translations, *, user):
    """Store what a File brings, all of it or nothing, and return its Rows.

    They are compared anew, because the texts and the rights may be others than at the dry run.
    """
    # Who brings in the same texts at the same time waits here, and then finds them there.
    pks = [each.pk for each in translations]
    list(Translation.objects.select_for_update().filter(pk__in=pks).order_by("pk").values_list("pk"))
    rows = plan(file, translations, user=user)
    given = {}
    for row in rows:
        if row.is_taken:
            reason = Unconfirmed.Reason.FUZZY if row.entry.is_fuzzy else ""
            text = texts.Text(_text(row.entry), reason)
            given.setdefault(row.unit.translation, {})[row.unit.segment] = text
    for translation, found in given.items():
        texts.store(translation, found, user=user, tool_name=file.kind, action="import")
    return rows


def counted(rows):
    """{state: how many}."""
    return Counter(row.state for row in rows)


def by_page(rows):
    """[(title, {state: how many})] in the order of the file; texts of unknown pages come together as ""."""
    pages = {}
    for row in rows:
        known = row.entry.key if row.title else ""
        pages.setdefault(known, (row.title, Counter()))[1][row.state] += 1
    return list(pages.values())
