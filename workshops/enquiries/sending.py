"""An enquiry is stored and then mailed to those who answer; where no mail leaves, it is in the list all the same."""

import logging
from datetime import timedelta
from smtplib import SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from wagtail.permission_policies.pages import PagePermissionPolicy

from lessons.institutions import country_name
from qiao.languages.conf import languages, source_language
from qiao.languages.social import territory

from .models import Enquiry

__all__ = ["KEPT_FOR", "delete_old", "language_of", "readers", "submit"]

KEPT_FOR = timedelta(days=365)
"""How long an enquiry is kept."""

MOST_REVIEWERS = 20

logger = logging.getLogger(__name__)


def submit(page, *, form, name, email, institution, country, message, language):
    """Store an enquiry about a workshop's page and mail it; returns it.

    form: the number of the form, a UUID; sent a second time it is stored and mailed once. language: the code of that
    which the visitor reads.
    """
    enquiry, is_new = Enquiry.objects.get_or_create(
        form=form,
        defaults={
            "page_key": page.translation_key,
            "page_title": page.title,
            "name": name,
            "email": email,
            "institution": institution,
            "country": country,
            "message": message,
            "language": language,
        },
    )
    if is_new:
        try:
            _mail(enquiry, page)
        except Exception:
            logger.exception("The mail about enquiry %s could not be sent; it is in the list", enquiry.pk)
    return enquiry


def readers(page):
    """(the code of the language that they are written to in, their addresses) of those who are told.

    They are the workshop's own address in the language of its country, or else in the source's; without one, those who
    may publish the page in the first of these languages that has it, and has somebody.
    """
    codes = list(dict.fromkeys([language_of(page), source_language(), page.locale.language_code]))
    if page.contact_email:
        return codes[0], [page.contact_email]
    pages = {each.locale.language_code: each for each in page.get_translations(inclusive=True).select_related("locale")}
    for code in codes:
        addresses = _reviewers(pages[code]) if code in pages else []
        if addresses:
            return code, addresses
    return codes[0], []


def _reviewers(page):
    people = PagePermissionPolicy().users_with_permission_for_instance("publish", page, include_superusers=False)
    addresses = people.exclude(email="").order_by("pk").values_list("email", flat=True)
    return list(dict.fromkeys(addresses))[:MOST_REVIEWERS]


def language_of(page):
    """The code of the language of the workshop's country, or else of the source language."""
    at_home = (code for code in languages() if territory(code).endswith(f"_{page.country}"))
    return next(at_home, source_language()) if page.country else source_language()


def delete_old():
    """Delete the enquiries that were kept long enough; returns how many."""
    deleted, _by_model = Enquiry.objects.filter(created_at__lt=timezone.now() - KEPT_FOR).delete()
    return deleted


def _mail(enquiry, page):
    code, addresses = readers(page)
    with translation.override(code):
        subject = _("Enquiry about “%(workshop)s”") % {"workshop": " ".join(enquiry.page_title.split())}
        context = {
            "enquiry": enquiry,
            "country": country_name(enquiry.country),
            "language": translation.get_language_info(enquiry.language)["name_translated"],
            "url": page.full_url,
        }
        text = render_to_string("workshops/mail/enquiry.txt", context).strip()
    with get_connection() as connection:
        for address in addresses:
            message = EmailMessage(
                subject,
                text,
                settings.DEFAULT_FROM_EMAIL,
                [address],
                reply_to=[enquiry.email],
                headers={"Auto-Submitted": "auto-generated"},
                connection=connection,
            )
            try:
                message.send()
            except SMTPRecipientsRefused:
                # The others are told all the same.
                logger.exception("The mail about enquiry %s was refused for %s", enquiry.pk, address)
