"""What the home page leads to."""

from wagtail.models import Page

from lessons import outline
from lessons.models import CourseIndexPage


def sections(home):
    """(page, its live children) for each live child of the home page that is shown in menus, in order."""
    pages = list(home.get_children().live().public().in_menu().specific())
    plain = [page for page in pages if not isinstance(page, CourseIndexPage)]
    below = Page.objects.filter(path__startswith=home.path, depth=home.depth + 2).live().public().order_by("path")
    others = [child for child in below if any(child.path.startswith(page.path) for page in plain)]
    return [
        (
            page,
            outline.courses(page)
            if isinstance(page, CourseIndexPage)
            else [child for child in others if child.path.startswith(page.path)],
        )
        for page in pages
    ]
