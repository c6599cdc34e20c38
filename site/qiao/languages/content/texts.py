"""A text in all languages: the Chinese, and what each language has made of it."""

from dataclasses import dataclass, field

from django.db.models import Q
from wagtail_localize.models import StringTranslation
from wagtail_localize.strings import StringValue

from ..models import Unconfirmed
from ..texts import is_unconfirmed
from .errors import ProblemError

STATES = ("translated", *Unconfirmed.Reason.values, "outdated")


@dataclass(frozen=True)
class Translated:
    """One language's text for one string.

    state: "translated" (by a person), "machine" or "fuzzy" (no person has confirmed it yet), or "outdated" (made for
    `source`, an earlier wording of the Chinese).
    """

    text: str
    state: str = "translated"
    source: str = ""


@dataclass
class Collected:
    """The strings of one object that were found in a file: {(path, Chinese): {language: Translated}}."""

    languages: tuple
    strings: dict = field(default_factory=dict)

    def add(self, path, zh, data, place, *, known=()):
        """Take the languages out of a mapping such as {zh: …, ru: …}; `known` are the keys that mean something else."""
        found = {}
        for key, value in data.items():
            if key in known or key == "zh":
                continue
            if key not in self.languages:
                raise ProblemError(place, f"“{key}” is neither a language of this site nor a key that is known here.")
            if value in (None, ""):
                continue
            found[key] = _translated(value, f"{place}.{key}")
        if found and zh:
            self.strings.setdefault((path, zh), {}).update(found)


def _translated(value, place):
    if isinstance(value, str):
        return Translated(value)
    if not isinstance(value, dict) or not isinstance(value.get("text"), str) or value.get("state") not in STATES:
        raise ProblemError(place, f"A translation is a text, or a mapping with text and state ({', '.join(STATES)}).")
    if value["state"] == "outdated" and not isinstance(value.get("source"), str):
        raise ProblemError(place, "An outdated translation names the Chinese that it was made for, as source.")
    return Translated(value["text"], value["state"], value.get("source", ""))


def plain(value):
    """The plain text of a stored string, which wagtail-localize keeps as HTML."""
    return StringValue(value).render_text()


def stored(text):
    """What wagtail-localize stores for a plain text."""
    return StringValue.from_plaintext(text).data


class Stored:
    """The translations of one object as the database has them, by path."""

    def __init__(self, translation_key, languages):
        self.exact = {}
        self.by_path = {}
        rows = (
            StringTranslation.objects.filter(
                Q(has_error=False) | Q(unconfirmed__isnull=False),
                context__object_id=translation_key,
                locale__language_code__in=languages,
            )
            .select_related("translation_of", "context", "locale", "unconfirmed")
            .order_by("updated_at")
        )
        for row in rows:
            code = row.locale.language_code
            self.exact[row.context.path, row.translation_of.data, code] = row
            if not row.has_error:
                self.by_path.setdefault((row.context.path, code), []).append(row)
        self.languages = languages

    def mapping(self, path, source_html, *, html=False):
        """{language: text, or {text, state…}} for the string at a path; languages without one are left out."""
        found = {}
        for code in self.languages:
            row = self.exact.get((path, source_html, code))
            rows = self.by_path.get((path, code), [])
            if row is not None:
                text = row.data if html else plain(row.data)
                reason = is_unconfirmed(row)
                found[code] = {"text": text, "state": reason} if reason else text
            elif rows and not html:
                last = rows[-1]
                found[code] = {
                    "text": plain(last.data),
                    "state": "outdated",
                    "source": plain(last.translation_of.data),
                }
        return found
