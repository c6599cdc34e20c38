"""Fill the site with demo content and people, through the same code that carries every other content in."""

import json
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language_info, override
from wagtail.models import Locale, Page, Site
from wagtail.users.models import UserProfile
from wagtail_localize.models import Translation

from home.models import HomePage
from lessons.models import CourseIndexPage, CoursePage, LessonPage
from qiao.languages import api as languages
from qiao.languages import content, teams
from qiao.languages.models import Assignment
from workshops import models as workshops

CONTENT = Path(__file__).resolve().parents[2] / "demo"
PASSWORD = "qiao-demo"  # public, and refused in production


class Command(BaseCommand):
    """Makes what is missing; what people have changed since stays as it is."""

    help = "Build the demo: content in seven languages and one person for every role. A second run changes nothing."

    def add_arguments(self, parser):
        """--json for programs."""
        parser.add_argument("--json", action="store_true", help="print addresses and logins as JSON and change nothing")
        parser.add_argument("--tell", action="store_true", help="print addresses and logins and build nothing")

    def handle(self, *args, **options):
        """Build the demo and say where to look at it."""
        if not settings.QIAO_DEMO_LOGINS:
            raise CommandError("Demo accounts have public passwords: they are not made with these settings.")
        if options["json"]:
            self.stdout.write(json.dumps(self._facts(), ensure_ascii=False, indent=1))
            return
        if not options["tell"]:
            self._build()
        self._site()
        self._tell(self._facts())

    def _build(self):
        with override(settings.LANGUAGE_CODE):
            call_command("setup_languages", verbosity=0)
            with transaction.atomic():
                self._people()
            try:
                content.load(CONTENT, keep=True)
            except content.ContentError as error:
                raise CommandError("\n".join(error.problems)) from error
            with transaction.atomic():
                self._team()
                self._assignments()

    def _team(self):
        """Somebody of the college that the course of railway signalling belongs to: that course and no other.

        The college has no reviewers of its own yet: those of the languages review for it.
        """
        course = CoursePage.objects.filter(slug="railway-signalling", locale__language_code=settings.LANGUAGE_CODE)
        course = course.select_related("institution", "locale").first()
        kazakh = Locale.objects.filter(language_code="kk").first()
        if course is None or kazakh is None or not course.has_translation(kazakh):
            return
        name = course.institution.name_in("en") if course.institution else course.title
        teams.set_up_course(course, [course.locale, kazakh], name=name)
        people = {"editors": ["editor_railway"], "reviewers": []}
        self._person("editor_railway", "Editor", "Railway", language=settings.LANGUAGE_CODE)
        for locale in (course.locale, kazakh):
            people["reviewers"] = [f"reviewer_{locale.language_code}"]
            if locale == course.locale:
                people["reviewers"].append(f"editor_{locale.language_code}")
            for role, names in people.items():
                group = Group.objects.get(name=f"{name} – {teams.language_name(locale)} {role}")
                group.user_set.add(*get_user_model().objects.filter(username__in=names))

    def _assignments(self):
        """Give lessons that are half done to the editors of their language, where nobody has any page yet."""
        if Assignment.objects.exists():
            return
        lessons = Translation.objects.filter(
            source__specific_content_type=ContentType.objects.get_for_model(LessonPage), enabled=True
        ).select_related("source", "target_locale")
        for code in ("ky", "tg", "uz"):
            editor = get_user_model().objects.get(username=f"editor_{code}")
            here = lessons.filter(target_locale__language_code=code).order_by("pk")
            half_done = [each for each in here if languages.progress(each).percent < 100]
            for week, translation in enumerate(half_done[:3]):
                due = timezone.localdate() + timedelta(weeks=week)
                languages.assign(translation, assignee=editor, due=due, user=editor)

    def _site(self):
        """Let absolute addresses name the server that runs on this machine; another host name is somebody's choice."""
        base = urlsplit(settings.WAGTAILADMIN_BASE_URL)
        port = base.port or (443 if base.scheme == "https" else 80)
        local = Site.objects.filter(is_default_site=True, hostname__in=["localhost", "127.0.0.1"])
        for site in local.exclude(hostname=base.hostname, port=port):
            site.hostname, site.port = base.hostname, port
            site.save()

    def _people(self):
        for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES:
            name = get_language_info(code)["name"]
            editor = self._person(f"editor_{code}", "Editor", name, language=code)
            reviewer = self._person(f"reviewer_{code}", "Reviewer", name, language=code)
            reviewer.groups.add(Group.objects.get(name=f"{name} reviewers"))
            editor.groups.add(Group.objects.get(name=f"{name} editors"))
            if code == settings.LANGUAGE_CODE:
                # Small schools write and publish with one hand.
                editor.groups.add(Group.objects.get(name=f"{name} reviewers"))
        self._person("learner", "Learner", "Demo")
        self._person("partner", "Partner", "Demo")
        self._person("admin", "Admin", "Demo", is_staff=True, is_superuser=True)

    def _person(self, username, first_name, last_name, language="", **fields):
        user = get_user_model().objects.filter(username=username).first()
        if user is None:
            user = get_user_model()(
                username=username,
                first_name=first_name,
                last_name=last_name,
                email=f"{username}@example.org",
                is_demo=True,
                **fields,
            )
            user.set_password(PASSWORD)
            user.save()
            admin_languages = dict(settings.WAGTAILADMIN_PERMITTED_LANGUAGES)
            UserProfile.objects.create(
                user=user, preferred_language=language if not language or language in admin_languages else "ru"
            )
        return user

    def _facts(self):
        kinds = {
            "home": HomePage,
            "course_index": CourseIndexPage,
            "course": CoursePage,
            "lesson": LessonPage,
            "workshop": workshops.WorkshopPage,
            "workshop_index": workshops.WorkshopIndexPage,
            "exchange": workshops.ExchangePage,
            "event": workshops.EventPage,
            "standard": workshops.StandardPage,
            "library": workshops.ResourceLibraryPage,
            "alliance": workshops.AlliancePage,
            "test_centre": workshops.TestCentrePage,
            "admission": workshops.AdmissionPage,
            "story": workshops.StoryPage,
            "institution_index": workshops.InstitutionIndexPage,
            "institution": workshops.InstitutionPage,
        }
        pages, ids = {}, {}
        for name, model in kinds.items():
            first = (
                model.objects.filter(locale__language_code=settings.LANGUAGE_CODE, live=True).order_by("path").first()
            )
            if first is None:
                continue
            family = Page.objects.filter(translation_key=first.translation_key, live=True).select_related("locale")
            pages[name] = {page.locale.language_code: page.get_url() for page in family}
            ids[name] = {page.locale.language_code: page.pk for page in family}
        people = get_user_model().objects.filter(is_demo=True).order_by("pk")
        return {
            "base": settings.WAGTAILADMIN_BASE_URL,
            "admin": "/admin/",
            "pages": {
                **pages,
                "search": {code: f"/{code}/search/" for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES},
            },
            "ids": ids,
            "users": {user.username: {"username": user.username, "password": PASSWORD} for user in people},
        }

    def _tell(self, facts):
        base = facts["base"]
        self.stdout.write("\nQiao is ready.\n")
        for name in ("home", "course", "lesson", "workshop"):
            for code, url in facts["pages"].get(name, {}).items():
                if code in ("zh-hans", "ru", "kk", "en"):
                    self.stdout.write(f"  {name:9}{code:9}{base}{url}")
        self.stdout.write(f"  {'admin':18}{base}{facts['admin']}")
        self.stdout.write(f"\nDemo logins, all with the password {PASSWORD}:\n  {', '.join(facts['users'])}\n")
