"""Make the languages of the site ready to work in: homes, groups, collections, workflows."""

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import get_language_info
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Locale,
    Site,
    TranslatableMixin,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)
from wagtail.snippets.models import get_snippet_models

from qiao.languages.conf import source_language

EDIT = ("add_page", "change_page")
FILE_MODELS = (("wagtailimages", "image"), ("wagtaildocs", "document"), ("wagtailmedia", "media"))
REVIEW = (*EDIT, "publish_page", "lock_page", "unlock_page")


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
            self._people(locale, home)
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

    def _people(self, locale, home):
        name = get_language_info(locale.language_code)["name"]
        collection = Collection.objects.filter(name=name, depth=2).first()
        if collection is None:
            collection = Collection.get_first_root_node().add_child(name=name)
        self._group(f"{name} editors", home, collection, EDIT)
        reviewers = self._group(f"{name} reviewers", home, collection, REVIEW)
        self._workflow(f"{name} review", home, reviewers)

    def _group(self, name, home, collection, codenames):
        group, _created = Group.objects.get_or_create(name=name)
        group.permissions.add(
            Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"),
            Permission.objects.get(content_type__app_label="wagtail_localize", codename="submit_translation"),
            *self._snippet_permissions(),
        )
        for codename in codenames:
            GroupPagePermission.objects.get_or_create(
                group=group,
                page=home,
                permission=Permission.objects.get(content_type__app_label="wagtailcore", codename=codename),
            )
        root = Collection.get_first_root_node()
        for permission in self._file_permissions("choose"):
            GroupCollectionPermission.objects.get_or_create(group=group, collection=root, permission=permission)
        for permission in self._file_permissions("add", "change", "choose"):
            GroupCollectionPermission.objects.get_or_create(group=group, collection=collection, permission=permission)
        return group

    def _snippet_permissions(self):
        """Terms, subtitles and their like are shared by all languages; their language decides who may change which."""
        models = [
            model
            for model in get_snippet_models()
            if issubclass(model, TranslatableMixin) or hasattr(model, "language")
        ]
        for model in models:
            for action in ("add", "change", "delete", "view"):
                yield Permission.objects.get(
                    content_type__app_label=model._meta.app_label, codename=f"{action}_{model._meta.model_name}"
                )

    def _file_permissions(self, *actions):
        """Wagtail asks for the permissions of its own file models, also where a site has others."""
        for app_label, name in FILE_MODELS:
            codenames = [f"{action}_{name}" for action in actions]
            yield from Permission.objects.filter(content_type__app_label=app_label, codename__in=codenames)

    def _workflow(self, name, home, reviewers):
        task, created = GroupApprovalTask.objects.get_or_create(name=name)
        if created or not task.groups.exists():
            task.groups.add(reviewers)
        workflow, _created = Workflow.objects.get_or_create(name=name)
        WorkflowTask.objects.get_or_create(workflow=workflow, task=task, defaults={"sort_order": 0})
        WorkflowPage.objects.get_or_create(page=home, defaults={"workflow": workflow})
