"""Who may make lessons, and where."""

from qiao.languages.conf import source_language

from .models import LessonPage


def may_add_lesson(user, page):
    """Whether somebody may make lessons below a page: a Chinese page that holds lessons, where they may add pages."""
    return (
        LessonPage in page.specific_class.creatable_subpage_models()
        and page.locale.language_code == source_language()
        and page.permissions_for_user(user).can_add_subpage()
    )
