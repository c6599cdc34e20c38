"""The one door to institutions."""

from django.db import transaction

from .models import Institution

__all__ = ["save_institution"]


@transaction.atomic
def save_institution(*, key, country, names, kind=""):
    """Make an institution, or change the one that has this key.

    key: what names it in files; never changed. country: two capital letters of ISO 3166-1, where "NA" is Namibia.
    names: {code of a language of the site: name}, at least one; empty ones are left out. kind: of `Institution.Kind`,
    or empty where it is not known.

    Returns the Institution. Raises ValidationError, with nothing stored, where one of them does not fit.
    """
    institution = Institution.objects.filter(key=key).first() or Institution(key=key)
    institution.kind, institution.country = kind, country
    institution.names = {code: name.strip() for code, name in names.items() if name and name.strip()}
    institution.full_clean()
    institution.save()
    return institution
