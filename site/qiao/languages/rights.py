"""Which languages a person may write in: those where Wagtail lets them add pages."""

from django.core.exceptions import ObjectDoesNotExist
from wagtail.models import Locale, Page
from wagtail.permission_policies.pages import PagePermissionPolicy


def writable_locales(user, instance=None):
    """The locales that a person may make translations in.

    For a page, those where they may add one below the nearest translated ancestor; for anything else, those in whose
    tree they may add any page.
    """
    if instance is not None and isinstance(instance, Page):
        return [locale for locale in Locale.objects.all() if _may_add_translation(user, instance, locale)]
    pages = PagePermissionPolicy().instances_user_has_permission_for(user, "add")
    return list(Locale.objects.filter(pk__in=pages.filter(depth__gt=1).values("locale_id")))


def may_write(user, locale):
    """Whether a person may change content in a language."""
    return locale in writable_locales(user)


def may_translate(user, translation):
    """Whether a person may change a translation: its page in their language, or any snippet of their language."""
    try:
        target = translation.get_target_instance()
    except ObjectDoesNotExist:
        # Deleted, with its texts kept.
        return False
    if isinstance(target, Page):
        return target.permissions_for_user(user).can_edit()
    return may_write(user, translation.target_locale)


def _may_add_translation(user, page, locale):
    keys = list(page.get_ancestors().filter(depth__gt=1).values_list("translation_key", flat=True))
    parent = (
        Page.objects.filter(locale=locale, translation_key__in=keys or [page.translation_key])
        .order_by("-depth")
        .first()
    )
    return parent is not None and parent.permissions_for_user(user).can_add_subpage()
