"""The words of a course or of the site, in the order of the reader's language, with the lessons that teach them."""

from dataclasses import dataclass, field

from django.db.models import Q, prefetch_related_objects
from django.utils.functional import cached_property
from wagtail.models import PageViewRestriction

from qiao.languages.alphabet import by_letter
from qiao.languages.conf import source_language


@dataclass
class Entry:
    """A term in the language of the list, and the lessons of that language that teach it, in the order of the tree."""

    term: object
    lessons: list = field(default_factory=list)


class WordList:
    """The terms that the lessons below a page teach; below an index of courses, all terms of the site.

    Five queries, however long it is.
    """

    def __init__(self, page, *, everything):
        self.page = page
        self.everything = everything
        self.language = page.locale.language_code

    @cached_property
    def entries(self):
        """An Entry for each term, in the order of the lessons; what no lesson teaches comes last."""
        from ..models import Term

        teaching = {lesson: _taught(lesson) for lesson in self._lessons()}
        keys = dict(
            Term.objects.filter(pk__in={pk for taught in teaching.values() for pk in taught}).values_list(
                "pk", "translation_key"
            )
        )
        entries = {}
        for lesson, taught in teaching.items():
            for key in dict.fromkeys(keys[pk] for pk in taught if pk in keys):
                entries.setdefault(key, Entry(None)).lessons.append(lesson)
        here = Q(locale=self.page.locale_id)
        found = Term.objects.filter(here | Q(locale__language_code=source_language()))
        if not self.everything:
            found = found.filter(translation_key__in=entries)
        for term in found.select_related("audio", "image"):
            entry = entries.setdefault(term.translation_key, Entry(None))
            # The Chinese term stands in where a language has none of its own yet.
            if entry.term is None or term.locale_id == self.page.locale_id:
                entry.term = term
        found = [entry for entry in entries.values() if entry.term]
        prefetch_related_objects([entry.term.image for entry in found if entry.term.image], "renditions")
        return found

    @cached_property
    def letters(self):
        """[(letter, entries)]: Chinese words by their pinyin, others by their meaning."""
        if self.language == source_language():
            return by_letter(self.entries, self.language, lambda entry: entry.term.hanzi)
        translated = [entry for entry in self.entries if entry.term.is_translated]
        return by_letter(translated, self.language, lambda entry: entry.term.meaning)

    @cached_property
    def untranslated(self):
        """The entries that have no meaning in the language yet, in the order of their pinyin."""
        if self.language == source_language():
            return []
        missing = [entry for entry in self.entries if not entry.term.is_translated]
        letters = by_letter(missing, source_language(), lambda entry: entry.term.hanzi)
        return [entry for _letter, entries in letters for entry in entries]

    @property
    def sorted_entries(self):
        """All entries, one after the other."""
        return [*(entry for _letter, entries in self.letters for entry in entries), *self.untranslated]

    @property
    def terms(self):
        """The terms in the order of the list."""
        return [entry.term for entry in self.sorted_entries]

    def _lessons(self):
        """The live lessons below the page, without those that ask for a password that the page itself doesn't."""
        from ..models import LessonPage

        below = PageViewRestriction.objects.filter(page__path__startswith=self.page.path).exclude(page=self.page.pk)
        closed = below.values_list("page__path", flat=True)
        lessons = LessonPage.objects.descendant_of(self.page).live().order_by("path").select_related("locale")
        for path in closed:
            lessons = lessons.exclude(path__startswith=path)
        return lessons.defer("objectives", "summary")


def _taught(lesson):
    """The primary keys of the terms in a lesson's vocabulary, read from what is stored: no block is built."""
    return [
        item["value"] if isinstance(item, dict) else item
        for block in lesson.body.raw_data
        if block["type"] == "vocabulary"
        for item in block["value"].get("terms") or []
    ]
