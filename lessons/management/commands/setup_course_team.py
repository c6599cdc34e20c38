"""Give one course to a team of its own: a college or a partner university that writes and translates it."""

import uuid

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from wagtail.models import Locale

from lessons.models import CoursePage
from qiao.languages import api, teams


class Command(BaseCommand):
    """Repairs what is missing and removes nothing; run it again to add a language."""

    help = (
        "Make an editors' and a reviewers' group that have one course only, in the languages named, and a review "
        "workflow of their own for it. People are put into the groups in the admin."
    )

    def add_arguments(self, parser):
        """Which course, in which languages, and what the team is called."""
        parser.add_argument("course", help="the course's slug, or its translation key")
        parser.add_argument("languages", nargs="+", metavar="language", help="code of a language, such as kk")
        parser.add_argument(
            "--name",
            default="",
            help="of the team; courses with the same name share their team. Without it: the institution of the course, "
            "or its title",
        )

    def handle(self, *args, **options):
        """Make the groups and say their names."""
        course = self._course(options["course"])
        locales = {locale.language_code: locale for locale in Locale.objects.all()}
        if unknown := [code for code in options["languages"] if code not in locales]:
            raise CommandError(f"{', '.join(unknown)}: no language of this site. Known here: {', '.join(locales)}.")
        institution = course.institution
        name = options["name"] or (institution.name_in("en") if institution else "") or course.title
        try:
            groups = teams.set_up_course(course, [locales[code] for code in options["languages"]], name=name)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        if options["verbosity"]:
            self.stdout.write("\n".join(groups))

    def _course(self, name):
        courses = CoursePage.objects.filter(locale=api.source_locale())
        try:
            found = courses.filter(translation_key=uuid.UUID(name))
        except ValueError:
            found = courses.filter(slug=name)
        if len(found) > 1:
            keys = ", ".join(f"{each.translation_key} ({each.get_url()})" for each in found)
            raise CommandError(f"Several courses have the slug {name}: give the translation key of one. {keys}")
        if not found:
            raise CommandError(f"There is no Chinese course with the slug or the translation key {name}.")
        return found[0]
