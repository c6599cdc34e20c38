"""The one door to institutions."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from .models import Institution

__all__ = ["merge_institutions", "refuse_merged", "save_institution"]


def refuse_merged(institution):
    """Raise ValidationError for an institution that was merged into another one: that one is to be changed."""
    if institution.merged_into_id:
        message = _("“%(name)s” was merged into “%(other)s” already: choose that one.")
        raise ValidationError(message % {"name": institution, "other": institution.current}, code="merged")


@transaction.atomic
def save_institution(*, key, country, names, kind="", names_to_confirm=(), other_names=()):
    """Make an institution, or change the one that has this key.

    key: what names it in files; never changed. country: two capital letters of ISO 3166-1, where "NA" is Namibia.
    names: {code of a language of the site: name}, at least one; empty ones are left out. kind: of `Institution.Kind`,
    or empty where it is not known. names_to_confirm: codes of the languages whose name nobody has confirmed.
    other_names: other spellings.

    Returns the Institution. Raises ValidationError, with nothing stored, where one of them does not fit, or where it
    was merged into another one.
    """
    institution = Institution.objects.filter(key=key).first() or Institution(key=key)
    refuse_merged(institution)
    institution.kind, institution.country = kind, country
    institution.names = {code: name.strip() for code, name in names.items() if name and name.strip()}
    institution.names_to_confirm = [code for code in institution.names if code in names_to_confirm]
    institution.other_names = [name.strip() for name in other_names if name.strip()]
    institution.full_clean()
    institution.save()
    return institution


@transaction.atomic
def merge_institutions(*, institution, into):
    """Let one institution stand for another from now on; the merged row stays, so that old files still name it.

    The names and spellings of the merged one become other names of the one that stays. Returns `into`. Raises
    ValidationError where that would lead in a circle, or one of them was merged already.
    """
    if institution.pk == into.pk:
        raise ValidationError(_("An institution can't be merged into itself."))
    rows = Institution.objects.select_for_update().in_bulk([institution.pk, into.pk])
    institution, into = rows[institution.pk], rows[into.pk]
    refuse_merged(institution)
    refuse_merged(into)
    known = {*into.names.values(), *into.other_names}
    into.other_names += [
        name for name in dict.fromkeys([*institution.names.values(), *institution.other_names]) if name not in known
    ]
    into.full_clean()
    into.save()
    institution.merged.update(merged_into=into)
    institution.merged_into = into
    institution.save()
    return into
