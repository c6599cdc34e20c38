"""Courses, modules and lessons, their blocks and the glossary."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LessonsConfig(AppConfig):
    name = "lessons"
    label = "qiao_lessons"
    verbose_name = _("Lessons")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from qiao.languages import board, teams

        from .models import CourseIndexPage, CoursePage

        board.register(CourseIndexPage)
        board.register(CoursePage, with_below=True, filters=["field", "institution"])
        teams.let_authors("qiao_accounts.add_institution")
