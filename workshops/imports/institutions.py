"""Institutions from a table: a line for each, known by its key."""

from collections import Counter

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log

from lessons.institutions import countries, country_name
from lessons.institutions.forms import key_of
from lessons.table_imports import CHANGED, NEW, REFUSED
from qiao.accounts import api
from qiao.accounts.models import Institution

from .cells import Column, Words
from .rows import Row

ADD, CHANGE = "qiao_accounts.add_institution", "qiao_accounts.change_institution"
_NAME = "name_"
_SEPARATORS = ";；\n"


def columns():
    """The columns of the table: a name for each language of the site."""
    return [
        Column("key", gettext_lazy("Key")),
        Column("country", gettext_lazy("Country"), countries, required=True),
        Column("kind", gettext_lazy("Kind"), Institution.Kind.choices),
        *(Column(f"{_NAME}{code}", name) for code, name in settings.LANGUAGES),
        Column("names_to_confirm", gettext_lazy("Names to be confirmed")),
        Column("other_names", gettext_lazy("Other spellings")),
    ]


def plan(rows, user):
    """What becomes of each line for a person, as a list of Row; nothing is stored. An empty cell leaves what is there.

    rows: as from `rows.read`.
    """
    return _Planner(rows, user).run()


class _Planner:
    def __init__(self, rows, user):
        self.rows = rows
        self.may_change = user.has_perm(CHANGE)
        self.may_add = user.has_perm(ADD)
        self.words = {column.code: Words(column) for column in columns() if column.choices}
        self.languages = {str(code).casefold(): code for code, _name in settings.LANGUAGES}
        self.known = {each.key: each for each in Institution.objects.select_related("merged_into")}
        # Keys of this file: none is made for a second institution, which would be stored over the first.
        self.keys = {cells.get("key", "") for _line, cells in rows}

    def run(self):
        planned, seen, named = [], {}, {}
        for line, cells in self.rows:
            names = {
                code: cells[f"{_NAME}{code}"].replace("\n", " ")
                for code, _language in settings.LANGUAGES
                if cells.get(f"{_NAME}{code}")
            }
            row = Row(line, names.get("zh-hans") or next(iter(names.values()), cells.get("key", "")))
            key = cells.get("key", "")
            same = next((named[name] for name in names.values() if name in named), None)
            if key and key in seen:
                row.refuse("key", [_("Line %(line)d has this key already.") % {"line": seen[key]}])
            elif not key and same:
                row.refuse("key", [_("Line %(line)d has this institution already.") % {"line": same}])
            else:
                seen[key] = line
                named |= dict.fromkeys(names.values(), line)
                self._compare(row, key, names, cells)
            if row.state == REFUSED:
                row.changes, row.values = [], {}
            planned.append(row)
        return planned

    def _compare(self, row, key, names, cells):
        known = self.known.get(key)
        if known is None:
            self._check_new(row, key, names)
            key = key or key_of(names, self.keys)
            self.keys.add(key)
        elif not self.may_change:
            row.refuse("key", [_("This institution is there already; only administrators change it.")])
        else:
            try:
                api.refuse_merged(known)
            except ValidationError as error:
                row.refuse("key", error.messages)
        values = {"key": key, **self._read(row, cells)}
        if row.state == REFUSED:
            return
        known = known or Institution(key=key)
        row.values = {
            "key": key,
            "country": values["country"] or known.country,
            "kind": values["kind"] or known.kind,
            "names": {**known.names, **names},
            "names_to_confirm": values["names_to_confirm"] or known.names_to_confirm,
            "other_names": values["other_names"] or known.other_names,
        }
        self._check_whole(row)
        if row.state == REFUSED:
            return
        if known.pk is None:
            row.state = NEW
            return
        row.changes = [
            (code, _shown(code, getattr(known, code)), _shown(code, value))
            for code, value in row.values.items()
            if value != getattr(known, code)
        ]
        if row.changes:
            row.state = CHANGED

    def _check_new(self, row, key, names):
        if not self.may_add:
            row.refuse("key", [_("There is no such institution, and you may not add one.")])
            return
        if not names:
            row.refuse("name_…", [_("An institution has a name in one language at least.")])
            return
        alike = Institution.objects.standing().nearly_called(names.values()).first()
        if alike is None:
            return
        told = {"name": alike, "key": alike.key}
        if key:
            row.notes.append(_("There is nearly the same institution already: %(name)s (%(key)s).") % told)
        else:
            row.refuse(
                "key",
                [
                    _(
                        "There is nearly the same institution already: write its key, %(key)s, if it is “%(name)s”, or"
                        " a key of its own."
                    )
                    % told
                ],
            )

    def _read(self, row, cells):
        values = {}
        for code, words in self.words.items():
            try:
                values[code] = words.read(cells.get(code, ""))
            except ValidationError as error:
                row.refuse(code, error.messages)
        told = _parted(cells.get("names_to_confirm", "").replace(",", ";").replace("，", ";"))
        if unknown := [each for each in told if each.casefold() not in self.languages]:
            known = ", ".join(self.languages.values())
            row.refuse(
                "names_to_confirm",
                [_("“%(text)s” is not known: write one of %(known)s.") % {"text": "; ".join(unknown), "known": known}],
            )
        values["names_to_confirm"] = [self.languages[each.casefold()] for each in told if each not in unknown]
        values["other_names"] = _parted(cells.get("other_names", ""))
        return values

    def _check_whole(self, row):
        institution = Institution(**row.values)
        try:
            institution.full_clean(validate_unique=False)
        except ValidationError as error:
            for code, messages in error.message_dict.items():
                row.refuse(code, messages)


def _parted(text):
    for mark in _SEPARATORS:
        text = text.replace(mark, "\n")
    return [each.strip() for each in text.split("\n") if each.strip()]


def _shown(code, value):
    if code == "country":
        return country_name(value)
    if isinstance(value, dict):
        return "; ".join(f"{language}: {name}" for language, name in value.items())
    return "; ".join(value) if isinstance(value, list) else value


@transaction.atomic
def store(rows, *, user):
    """Store what `rows` bring, all of it or nothing; returns {state: how many}.

    rows: as from `rows.read`; they are compared anew, because somebody may have added one since. Raises
    ValidationError where one can't be stored.
    """
    planned = plan(rows, user)
    for row in planned:
        if row.state in (NEW, CHANGED):
            institution = api.save_institution(**row.values)
            log(institution, "wagtail.create" if row.state == NEW else "wagtail.edit", user=user)
    return Counter(row.state for row in planned)
