"""What the home page leads to."""

from wagtail.models import Page


def sections(home):
    """(page, its live children) for each live child of the home page that is shown in menus, in order; two queries."""
    pages = list(home.get_children().live().public().in_menu().specific())
    children = list(
        Page.objects.filter(path__startswith=home.path, depth=home.depth + 2)
        .live()
        .public()
        .order_by("path")
        .specific()
    )
    return [(page, [child for child in children if child.path.startswith(page.path)]) for page in pages]
