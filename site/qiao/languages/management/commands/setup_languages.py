"""Make the languages of the site ready to work in: homes, groups, collections, workflows."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from wagtail.models import Locale, Site

from qiao.languages import teams
from qiao.languages.conf import source_language


class Command(BaseCommand):
    """Repairs what is missing and removes nothing; run it again after a language was added to the settings."""

    help = (
        "Make a home page, an editors' and a reviewers' group, a collection and a review workflow for every language "
        "of WAGTAIL_CONTENT_LANGUAGES. Run again, it repairs what is missing and removes nothing."
    )

    @transaction.atomic
    def handle(self, *args, **options):
        """Set up every language; the source language first."""
        codes = [code for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES]
        if source_language() not in codes:
            raise CommandError(
                f"{source_language()} is the language that lessons are written in: add it to WAGTAIL_CONTENT_LANGUAGES."
            )
        site = Site.objects.filter(is_default_site=True).select_related("root_page__locale").first()
        if site is None:
            raise CommandError("There is no default site: make one in the admin under Settings, Sites.")
        for code in sorted(codes, key=lambda code: code != source_language()):
            locale, _created = Locale.objects.get_or_create(language_code=code)
            home = self._home(site.root_page.specific, locale)
            teams.set_up_language(home)
            if options["verbosity"]:
                self.stdout.write(f"{code}: {home.get_url()}")

    def _home(self, root, locale):
        home = root.get_translation_or_none(locale) if root.locale_id != locale.pk else root
        if home is None:
            home = root.copy_for_translation(locale)
            home.live = True
            home.has_unpublished_changes = False
            home.save(clean=False)
        return home
