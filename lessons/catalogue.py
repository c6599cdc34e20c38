"""The filters of a course index."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from qiao.languages.templatetags.qiao_languages import language_name

from .filters import Facet, Selection
from .vocabulary import LEVELS, vocational_fields

HOURS = {
    "1-10": (range(1, 11), _("Up to 10 hours")),
    "11-20": (range(11, 21), _("11 to 20 hours")),
    "21-": (range(21, 10**6), _("Over 20 hours")),
}
"""What the address says: hours of study for a whole course, and how they are called."""


def facets():
    """Vocational field, level reached, languages to read in, hours."""
    # A language is called as it calls itself.
    languages = [code for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES]
    return [
        Facet("field", _("Vocational field"), dict(vocational_fields()), lambda course: [course.field]),
        Facet(
            "level",
            _("Level reached"),
            {str(level): label for level, label in LEVELS},
            lambda course: [str(course.level)],
        ),
        Facet(
            "language",
            _("Can be read in"),
            {code: language_name(code) for code in languages},
            lambda course: course.languages,
            {code: code for code in languages},
        ),
        Facet(
            "hours",
            _("Study time"),
            {value: label for value, (_hours, label) in HOURS.items()},
            lambda course: [value for value, (hours, _label) in HOURS.items() if course.hours in hours],
        ),
    ]


class Catalogue(Selection):
    """Courses, and those among them that an address asks for.

    offered: the courses of the index as `outline.courses` gives them: the number of queries is that of this function.
    """

    count_template = "lessons/_course_count.html"

    def __init__(self, offered, query, url):
        super().__init__(offered, facets(), query, url)
