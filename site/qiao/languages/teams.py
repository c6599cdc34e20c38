"""Who works on what: Wagtail's groups for a language and for a single course, with their collections and reviews.

There is no permission system of our own. A group has Wagtail's permissions on a page and so on all that is below it:
on the home page of a language, or on a course in a language. Everything here repairs what is missing when it is run
again and takes nothing away that people added.
"""

from django.contrib.auth.models import Group, Permission
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    TranslatableMixin,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)
from wagtail.snippets.models import get_snippet_models

from .conf import source_language

EDIT = ("add_page", "change_page")
REVIEW = (*EDIT, "publish_page", "lock_page", "unlock_page")
FILE_MODELS = (("wagtailimages", "image"), ("wagtaildocs", "document"), ("wagtailmedia", "media"))
LONGEST_NAME = 110  # a group's name has 150 characters, the language and the role included

_of_authors = []


def let_authors(*permissions):
    """Give the groups that write Chinese, of the whole site and of one course, more permissions.

    permissions: such as "qiao_accounts.add_institution", of what is the same in every language and is named while a
    page is written. Called from the `ready` of the plugin's app.
    """
    _of_authors.extend(each for each in permissions if each not in _of_authors)


def set_up_language(home):
    """Make the editors and the reviewers of a language, their collection and their review workflow.

    home: the home page of the language.
    """
    name = language_name(home.locale)
    collection = _collection(name, Collection.get_first_root_node())
    _set_up(home, collection, editors=f"{name} editors", reviewers=f"{name} reviewers", review=f"{name} review")


@transaction.atomic
def set_up_course(course, locales, *, name=""):
    """Make a team that has one course only, in some languages; its submissions go to its own reviewers.

    The same name given for a second course gives that course to the same team. In a language where the course has a
    workflow of its own already, that one stays.

    course: a page in any language. locales: Locale objects. name: of the team; empty is the title of the course.

    Returns the names of the groups. Raises ValidationError, with nothing stored, where the course is not there in one
    of the languages.
    """
    name = (name or course.title).strip()[:LONGEST_NAME]
    pages = []
    for locale in locales:
        page = course if course.locale_id == locale.pk else course.get_translation_or_none(locale)
        if page is None or page.alias_of_id:
            raise ValidationError(
                _(
                    "“%(course)s” is not there in %(language)s yet. An editor of that language submits it for"
                    " translation first; then run this again."
                )
                % {"course": course.title, "language": locale.get_display_name()}
            )
        pages.append((language_name(locale), page))
    names = []
    for language, page in pages:
        # Inside the language's own collection, so that its editors can put things in order there.
        collection = _collection(name, _collection(language, Collection.get_first_root_node()))
        roles = {role: f"{name} – {language} {role}" for role in ("editors", "reviewers", "review")}
        _set_up(page, collection, **roles)
        names += [roles["editors"], roles["reviewers"]]
    return names


def language_name(locale):
    """What a language is called in the names of groups, which are English."""
    return get_language_info(locale.language_code)["name"]


def _set_up(page, collection, *, editors, reviewers, review):
    _group(editors, page, collection, EDIT)
    _workflow(review, page, _group(reviewers, page, collection, REVIEW))


def _collection(name, parent):
    found = parent.get_children().filter(name=name).first()
    # Read anew: treebeard counts the children of the parent that it holds.
    return found or Collection.objects.get(pk=parent.pk).add_child(name=name)


def _group(name, page, collection, codenames):
    group, _created = Group.objects.get_or_create(name=name)
    group.permissions.add(
        Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"),
        Permission.objects.get(content_type__app_label="wagtail_localize", codename="submit_translation"),
        *_snippet_permissions(),
    )
    if page.locale.language_code == source_language():
        for app_label, codename in (each.split(".") for each in _of_authors):
            group.permissions.add(Permission.objects.get(content_type__app_label=app_label, codename=codename))
    for codename in codenames:
        GroupPagePermission.objects.get_or_create(
            group=group,
            page_id=page.pk,
            permission=Permission.objects.get(content_type__app_label="wagtailcore", codename=codename),
        )
    root = Collection.get_first_root_node()
    for permission in _file_permissions("choose"):
        GroupCollectionPermission.objects.get_or_create(group=group, collection=root, permission=permission)
    for permission in _file_permissions("add", "change", "choose"):
        GroupCollectionPermission.objects.get_or_create(group=group, collection=collection, permission=permission)
    return group


def _snippet_permissions():
    """Terms, subtitles and their like are shared by all languages; their language decides who may change which."""
    models = [
        model for model in get_snippet_models() if issubclass(model, TranslatableMixin) or hasattr(model, "language")
    ]
    for model in models:
        for action in ("add", "change", "delete", "view"):
            yield Permission.objects.get(
                content_type__app_label=model._meta.app_label, codename=f"{action}_{model._meta.model_name}"
            )


def _file_permissions(*actions):
    """Wagtail asks for the permissions of its own file models, also where a site has others."""
    for app_label, name in FILE_MODELS:
        codenames = [f"{action}_{name}" for action in actions]
        yield from Permission.objects.filter(content_type__app_label=app_label, codename__in=codenames)


def _workflow(name, page, reviewers):
    task, created = GroupApprovalTask.objects.get_or_create(name=name)
    if created or not task.groups.exists():
        task.groups.add(reviewers)
    workflow, _created = Workflow.objects.get_or_create(name=name)
    WorkflowTask.objects.get_or_create(workflow=workflow, task=task, defaults={"sort_order": 0})
    WorkflowPage.objects.get_or_create(page_id=page.pk, defaults={"workflow": workflow})
