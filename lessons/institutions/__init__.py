"""The colleges, companies and ministries that take part, in Wagtail's admin: chosen, added and merged.

Whoever writes Chinese may add one, also while choosing; only administrators change or merge them.

forms     what is written of one
choosers  one is chosen or added in place
admin     the list of all, and how two become one
"""

import icu
from django.conf import settings
from django.utils.translation import get_language

from qiao.languages.alphabet import sort_key


def countries():
    """(code, name) of every country of ISO 3166-1 that has a name in the reader's language, by name."""
    language = get_language() or settings.LANGUAGE_CODE
    named = ((code, country_name(code)) for code in icu.Locale.getISOCountries())
    named = [each for each in named if each[0] != each[1]]
    return [("", "—"), *sorted(named, key=lambda each: sort_key(each[1], language))]


def country_name(code):
    """The name of a country in the reader's language; "" for an empty code, the code itself for an unknown one."""
    reader = icu.Locale.forLanguageTag(get_language() or settings.LANGUAGE_CODE)
    return icu.Locale("", code).getDisplayCountry(reader) if code else ""
