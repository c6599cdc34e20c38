"""What stands where in a course: its syllabus, what comes before and after, and what a lesson's body refers to."""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Count, prefetch_related_objects
from django.db.models.functions import Left
from django.utils.functional import cached_property
from wagtail.models import Page

from qiao.bilingual.pictures import images_in, load
from qiao.languages.conf import source_language


def courses(index_page):
    """The live courses below an index page, with a fixed number of queries.

    Each has `lesson_count`, and `languages`: codes of those in which the course and a lesson of it can be read now, in
    the order of the settings.
    """
    from .models import CoursePage, LessonPage

    below = CoursePage.objects.child_of(index_page).live().public()
    found = list(below.select_related("locale", "cover_image"))
    load(course.cover_image for course in found)
    # The trees of all languages have the same shape.
    length = (index_page.depth + 1) * Page.steplen
    lessons = dict(LessonPage.objects.live().order_by().values_list(Left("path", length)).annotate(Count("pk")))
    translations = (
        CoursePage.objects.filter(translation_key__in=below.values("translation_key"))
        .live()
        .public()
        .values_list("translation_key", "locale__language_code", "path")
    )
    readable = {(key, code) for key, code, path in translations if path in lessons}
    for course in found:
        course.lesson_count = lessons.get(course.path, 0)
        course.languages = [
            code
            for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES
            if (course.translation_key, code) in readable
            and (not course.offered or code in (*course.offered, source_language()))
        ]
    return found


class Syllabus:
    """A course's live modules and lessons in the order of the tree, read with two queries.

    `here` is the page that the reader is on, or None.
    """

    def __init__(self, course, here=None):
        self.course = course
        self.here = here

    @classmethod
    def around(cls, page):
        """The syllabus of the course that a module or lesson belongs to."""
        from .models import CoursePage

        return cls(CoursePage.objects.ancestor_of(page).first(), here=page)

    @cached_property
    def entries(self):
        """(module or None, its lessons) in order; a lesson directly in the course is a group without a module."""
        from .models import LessonPage, ModulePage

        if self.course is None:
            return []
        modules = ModulePage.objects.child_of(self.course).live().only("title", "heading", "path", "url_path", "locale")
        lessons = (
            LessonPage.objects.descendant_of(self.course)
            .live()
            .defer("body", "additions", "objectives", "summary")
            .order_by("path")
        )
        groups = {module.path: (module, []) for module in modules}
        for lesson in lessons:
            parent = lesson.path[: -Page.steplen]
            if parent in groups:
                groups[parent][1].append(lesson)
            else:
                # Directly in the course, or in a module that this language has not published yet.
                groups[lesson.path] = (None, [lesson])
        return [groups[path] for path in sorted(groups)]

    @cached_property
    def lessons(self):
        """All lessons in reading order."""
        return [lesson for _module, lessons in self.entries for lesson in lessons]

    @cached_property
    def position(self):
        """Where `here` stands among the lessons, from 1; None for other pages."""
        return next((n for n, lesson in enumerate(self.lessons, 1) if self.here and lesson.pk == self.here.pk), None)

    @property
    def previous(self):
        """The lesson before this one."""
        return self.lessons[self.position - 2] if self.position and self.position > 1 else None

    @property
    def next(self):
        """The lesson after this one."""
        return self.lessons[self.position] if self.position and self.position < len(self.lessons) else None

    @cached_property
    def module(self):
        """The module that `here` is or lies in."""
        return next(
            (
                module
                for module, _lessons in self.entries
                if module and self.here and self.here.path.startswith(module.path)
            ),
            None,
        )

    @cached_property
    def minutes(self):
        """Estimated minutes of all lessons together."""
        return sum(lesson.estimated_minutes or 0 for lesson in self.lessons)


def load_people(lesson):
    """Load author and reviewers with one query."""
    roles = ("author", "language_reviewer", "trade_reviewer")
    people = get_user_model().objects.in_bulk({getattr(lesson, f"{role}_id") for role in roles} - {None})
    for role in roles:
        setattr(lesson, role, people.get(getattr(lesson, f"{role}_id")))


def taught_terms(lesson):
    """The terms that the vocabulary of a lesson names, in order; one that was deleted since is not among them."""
    taught = (term for block in lesson.body if block.block_type == "vocabulary" for term in block.value["terms"])
    return [term for term in taught if term]


def load_body(lesson, pictures=()):
    """Load what the blocks of a lesson refer to at once, so that its length does not cost queries.

    pictures: images of the page beside those of its blocks, loaded along with them.
    """
    load([*pictures, *images_in(lesson.body), *images_in(lesson.additions)])
    blocks = [*lesson.body, *lesson.additions]
    films = [block.value["video"] for block in blocks if block.block_type == "video"]
    # Only the platform's own library keeps subtitles.
    prefetch_related_objects([film for film in films if hasattr(film, "tracks")], "tracks")
