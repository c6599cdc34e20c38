"""Which languages a person may write in: those where Wagtail lets them add pages. All of them they may look at."""

from django.core.exceptions import ObjectDoesNotExist
from wagtail.models import Locale, Page, PagePermissionTester
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail.snippets.permissions import user_can_edit_snippet_type

from .conf import languages

SUBMIT = "wagtail_localize.submit_translation"
"""The permission to begin translations."""


def writable_locales(user, instance=None):
    """The locales that a person may make translations in.

    For a page, those where they may add one below the nearest translated ancestor; for anything else, those in whose
    tree they may add any page. So whoever has a single course in a language writes the words of that language too: the
    glossary is one for all of its courses.
    """
    locales = Locale.objects.filter(language_code__in=languages())
    if instance is not None and isinstance(instance, Page):
        return [locale for locale in locales if _may_add_translation(user, instance, locale)]
    pages = PagePermissionPolicy().instances_user_has_permission_for(user, "add")
    return list(locales.filter(pk__in=pages.filter(depth__gt=1).values("locale_id")))


def may_write(user, locale):
    """Whether a person may change content in a language."""
    return locale in writable_locales(user)


def may_translate(user, translation):
    """Whether a person may change a translation: its page in their language, or a snippet of their language and of a
    kind that they may change.
    """
    try:
        target = translation.get_target_instance()
    except ObjectDoesNotExist:
        # Deleted, with its texts kept.
        return False
    if isinstance(target, Page):
        return target.permissions_for_user(user).can_edit()
    return user_can_edit_snippet_type(user, type(target)) and may_write(user, translation.target_locale)


class BilingualPermissions(PagePermissionTester):
    """Wagtail's permissions, without a copy or an alias in another language's tree: it would show Chinese there."""

    def can_copy_to(self, destination, recursive=False):
        """Whether a copy may stand below a page; asked by the form, by aliases and by the API."""
        same = destination.is_root() or destination.locale_id == self.page.locale_id
        return same and super().can_copy_to(destination, recursive)


def open_explorer():
    """Let everybody whom Wagtail lets edit some page see all pages in the explorer, the search and the choosers.

    Wagtail shows them their own trees only and has no permission to look (upstream #5482); what they may change there
    is asked for each page, as before. Called once, when the hooks are read.
    """

    def has_pages(policy, user):
        return user.is_active and bool(policy.instances_with_direct_explore_permission(user))

    def explorable_root_instance(policy, user):
        return Page.get_first_root_node() if has_pages(policy, user) else None

    def explorable_instances(policy, user):
        return Page.objects.all() if has_pages(policy, user) else Page.objects.none()

    PagePermissionPolicy.explorable_root_instance = explorable_root_instance
    PagePermissionPolicy.explorable_instances = explorable_instances


def _may_add_translation(user, page, locale):
    keys = list(page.get_ancestors().filter(depth__gt=1).values_list("translation_key", flat=True))
    parent = (
        Page.objects.filter(locale=locale, translation_key__in=keys or [page.translation_key])
        .order_by("-depth")
        .first()
    )
    return parent is not None and parent.permissions_for_user(user).can_add_subpage()
