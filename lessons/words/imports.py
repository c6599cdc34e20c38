"""Words from a table: read, compared with the glossary, and stored together; what is refused is named with its reason.

django-import-export is not used: it knows one row of a table for one row of the database, while a word here is a term
in Chinese and one in each language, which only the translations' own door may write.
"""

import copy
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Locale

from qiao import chinese
from qiao.bilingual import sentences
from qiao.bilingual.glossary import terms as glossary
from qiao.languages import api
from qiao.languages.conf import source_language
from qiao.languages.rights import writable_locales

from .. import sheets
from ..models import Term
from ..sheets import TableError, known_words
from ..table_imports import CHANGED, NEW, REFUSED, UNCHANGED
from ..vocabulary import Origin, PartOfSpeech, vocational_fields
from .tables import MAIN_COLUMNS, columns, explained, languages

MOST_ROWS = 500
"""Words of a file; each may be written in every language, and all are stored together."""


@dataclass
class Row:
    """What becomes of one row.

    line: its number in the file, from 1 with the header. state: "new", "changed", "unchanged" or "refused". reasons:
    why it is refused. notes: what was read otherwise than it is written, or not taken. changes: (what, before, after).
    values: {attribute: value} of the Chinese term. given: {language: {path: text}}.
    """

    line: int
    hanzi: str
    state: str = UNCHANGED
    reasons: list = field(default_factory=list)
    notes: list = field(default_factory=list)
    changes: list = field(default_factory=list)
    term: Term | None = None
    values: dict = field(default_factory=dict)
    given: dict = field(default_factory=dict)

    @property
    def name(self):
        """The word."""
        return self.hanzi

    @property
    def beside(self):
        """The pinyin of a word that the glossary has not yet."""
        return self.values["pinyin"] if self.state == NEW else ""


def read(file, filename):
    """The rows of a CSV or XLSX file, as [(line, {column: text})]. Raises TableError."""
    lines = sheets.lines(file, filename)
    header = _header(lines[0][1])
    if len(lines) == 1:
        raise TableError(_("There are no words below the names of the columns."))
    if len(lines) - 1 > MOST_ROWS:
        raise TableError(
            _("The file has %(count)d words, and %(limit)d is the most: divide it.")
            % {"count": len(lines) - 1, "limit": MOST_ROWS}
        )
    return sheets.cells(lines[1:], header)


def _header(cells):
    names = [re.sub(r"[\W_]+", "_", cell.lower()).strip("_").replace("zh_hans", "zh") for cell in cells]
    while names and not names[-1]:
        names.pop()
    known = columns()
    unknown = [cells[place] or "—" for place, name in enumerate(names) if name not in known]
    if "hanzi" not in names or unknown:
        sentence = (
            _("There is no column “hanzi”. The columns are: %(known)s.")
            if "hanzi" not in names
            else _("These columns are not known: %(unknown)s. The columns are: %(known)s.")
        )
        raise TableError(sentence % {"unknown": ", ".join(unknown), "known": ", ".join(known)})
    if doubled := [name for name, count in Counter(names).items() if count > 1]:
        raise TableError(_("This column is there twice: %(column)s.") % {"column": ", ".join(doubled)})
    return names


def plan(rows, *, user):
    """What becomes of each row for a person, as a list of Row; nothing is stored.

    rows: as from `read`. An empty cell leaves what is there.
    """
    return _Planner(rows, user).run()


class _Planner:
    def __init__(self, rows, user):
        self.rows = rows
        self.user = user
        self.source = api.source_locale()
        self.locales = {locale.language_code: locale for locale in Locale.objects.all()}
        self.writable = {locale.language_code for locale in writable_locales(user)}
        hanzi = {cells.get("hanzi", "") for _line, cells in rows}
        self.known = {}
        for term in Term.objects.filter(locale=self.source, hanzi__in=hanzi):
            self.known.setdefault(term.hanzi, []).append(term)
        keys = [term.translation_key for same in self.known.values() for term in same]
        self.translations = {
            (term.translation_key, term.locale.language_code): term
            for term in Term.objects.filter(translation_key__in=keys).select_related("locale")
        }
        self.parts_of_speech = known_words(PartOfSpeech.choices)
        self.fields = known_words(vocational_fields())

    def run(self):
        first, planned = {}, []
        for line, cells in self.rows:
            row = Row(line, " ".join(cells.get("hanzi", "").split()))
            if row.hanzi and row.hanzi in first:
                row.reasons.append(_("Line %(line)d has this word already.") % {"line": first[row.hanzi]})
            else:
                first.setdefault(row.hanzi, line)
                self._compare(row, cells)
            if row.reasons:
                row.state, row.changes, row.values, row.given = REFUSED, [], {}, {}
            elif row.term is None:
                row.state = NEW
            elif row.changes:
                row.state = CHANGED
            planned.append(row)
        return planned

    def _compare(self, row, cells):
        if not row.hanzi:
            row.reasons.append(_("There is no word in the column “hanzi”."))
            return
        same = self.known.get(row.hanzi, [])
        if len(same) > 1:
            row.reasons.append(_("The glossary has this word more than once: change it there by hand."))
            return
        row.term = same[0] if same else None
        may_add = source_language() in self.writable and self.user.has_perm("qiao_lessons.add_term")
        if row.term is None and not may_add:
            row.reasons.append(_("The glossary has no such word, and you may not add Chinese ones."))
            return
        self._chinese(row, cells)
        if not row.reasons:
            self._languages(row, cells)

    def _chinese(self, row, cells):
        """Compare what is the same in every language."""
        term = copy.copy(row.term) if row.term else Term(hanzi=row.hanzi, locale=self.source)
        values = {}
        if cells.get("pinyin"):
            values["pinyin"] = self._pinyin(row, cells["pinyin"])
        for name, choices in (("part_of_speech", self.parts_of_speech), ("field", self.fields)):
            if text := cells.get(name, ""):
                values[name] = choices.get(text.casefold())
                if values[name] is None:
                    known = ", ".join(dict.fromkeys(choices.values()))
                    row.reasons.append(
                        _("%(column)s: “%(text)s” is not known; write one of %(known)s.")
                        % {"column": name, "text": text, "known": known}
                    )
        text = cells.get("explanation_zh", "")
        if text and text != sentences.to_text(term.explanation):
            values["explanation"] = sentences.build(text, previous=term.explanation, glossary=glossary())
        if row.reasons:
            return
        changed = {name: value for name, value in values.items() if value != getattr(term, name)}
        if row.term and changed and not self._may_write(source_language()):
            row.notes.append(
                _("Not taken, because you may not write Chinese: %(columns)s.") % {"columns": ", ".join(changed)}
            )
            return
        for name, value in changed.items():
            before, after = getattr(term, name), value
            if name == "explanation":
                before, after = sentences.to_text(before), sentences.to_text(after)
            if row.term:
                row.changes.append((name, before, after))
            setattr(term, name, value)
        try:
            term.full_clean(exclude={"translation_key"}, validate_unique=False, validate_constraints=False)
        except ValidationError as error:
            row.reasons += error.messages
            return
        row.values = changed if row.term else {name: getattr(term, name) for name in (*MAIN_COLUMNS, "explanation")}

    def _pinyin(self, row, text):
        """Pinyin as the glossary writes it: tone numbers become marks; without tones the dictionary's are taken."""
        count = sum(map(chinese.is_hanzi, row.hanzi))
        try:
            given = chinese.syllables_of(text, count)
        except ValueError:
            # The term's own check says it better.
            return text
        read = [syllable.pinyin for syllable in chinese.annotate(row.hanzi)]
        bare = [chinese.without_tone(syllable) for syllable in read]
        if not any(char.isdigit() for char in text) and given == bare != read:
            pinyin = _joined(text, read)
            row.notes.append(_("The pinyin has no tones: it was read as %(pinyin)s. Check it.") % {"pinyin": pinyin})
            return pinyin
        if all(chinese.without_tone(syllable) == syllable for syllable in given) and bare != read:
            row.reasons.append(_("The pinyin “%(pinyin)s” has no tones: write them.") % {"pinyin": text})
            return text
        if any(char.isdigit() for char in text):
            pinyin = _joined(text, given)
            row.notes.append(_("The numbers became tone marks: %(pinyin)s.") % {"pinyin": pinyin})
            return pinyin
        return unicodedata.normalize("NFC", text)

    def _languages(self, row, cells):
        """Compare what each language says."""
        explanation = row.values.get("explanation", row.term.explanation if row.term else [])
        for code in languages():
            meaning, told = cells.get(f"meaning_{code}", ""), cells.get(f"explanation_{code}", "")
            target = row.term and self.translations.get((row.term.translation_key, code))
            found = {}
            before = target.meaning if target and target.is_translated else ""
            if meaning and meaning != before:
                try:
                    Term._meta.get_field("meaning").clean(meaning, None)
                except ValidationError as error:
                    row.reasons += [f"meaning_{code}: {message}" for message in error.messages]
                    continue
                found["meaning"] = before, meaning, {"meaning": meaning}
            before = explained(target) if target else ""
            if told and told != before:
                lines = _aligned(explanation, told)
                if lines is None:
                    row.reasons.append(
                        _(
                            "explanation_%(language)s: write a line for each sentence of the Chinese explanation, "
                            "which has %(count)d."
                        )
                        % {"language": code, "count": len(explanation)}
                    )
                    continue
                paths = {f"explanation.{each['id']}": line for each, line in zip(explanation, lines, strict=True)}
                found["explanation"] = before, "\n".join(lines), paths
            if found and not self._may_write(code):
                row.notes.append(
                    _("Not taken, because you may not write this language: %(columns)s.")
                    % {"columns": ", ".join(f"{name}_{code}" for name in found)}
                )
                continue
            for name, (before, after, paths) in found.items():
                row.given.setdefault(code, {}).update(paths)
                row.changes.append((f"{name}_{code}", before, after))

    def _may_write(self, code):
        return code in self.writable and code in self.locales and self.user.has_perm("qiao_lessons.change_term")


def _joined(text, syllables):
    """Syllables written in the words that `text` has; single syllables, as dictionaries write them, are one word."""
    try:
        lengths = [len(chinese.syllables_of(word, None)) for word in text.split()]
    except ValueError:
        lengths = []
    if sum(lengths) != len(syllables) or set(lengths) == {1}:
        return chinese.join_syllables(syllables)
    words, rest = [], iter(syllables)
    for length in lengths:
        words.append(chinese.join_syllables(next(rest) for _place in range(length)))
    return " ".join(words)


def _aligned(explanation, told):
    """The lines of a translation, one for each sentence of the Chinese; None where they are not as many."""
    lines = [line for line in told.split("\n") if line]
    if len(lines) == 1 and len(explanation) > 1:
        zh = chinese.join_sentences([each["zh"] for each in explanation])
        lines = [each["translation"] for each in sentences.read(f"{zh}\t{told}")]
    return lines if explanation and len(lines) == len(explanation) else None


@transaction.atomic
def store(rows, *, user, filename):
    """Store what `rows` bring, all of it or nothing, and return {state: how many}.

    rows: as from `read`; they are compared anew, because the glossary may have changed since the dry run. filename:
    named as the source of the meanings. Raises ValidationError where a word can't be stored.
    """
    # Who brings in the same words at the same time waits here, and then finds them in the glossary.
    source = Locale.objects.select_for_update().get(pk=api.source_locale().pk)
    planned = plan(rows, user=user)
    for row in planned:
        if row.state not in (NEW, CHANGED):
            continue
        term = row.term or Term(locale=source)
        if row.values:
            for name, value in row.values.items():
                setattr(term, name, value)
            term.full_clean()
            term.save()
            log(term, "wagtail.create" if row.state == NEW else "wagtail.edit", user=user)
        given = {Locale.objects.get_for_language(code): texts for code, texts in row.given.items()}
        for locale, target in api.translate(term, given, user=user).items():
            if "meaning" in given[locale]:
                target.origin, target.origin_file = Origin.FILE, filename[:200]
                target.save()
    return Counter(row.state for row in planned)
