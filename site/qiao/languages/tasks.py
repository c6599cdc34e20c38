"""Work that may take longer than a request."""

from django.contrib.auth import get_user_model
from django_tasks import task
from wagtail.models import Locale, Page

from . import api


@task()
def submit_subtree(page_id, language_codes, user_id):
    """Submit a page and all that is published below it into some languages; run twice, it changes nothing."""
    api.submit_subtree(
        Page.objects.get(pk=page_id).specific,
        list(Locale.objects.filter(language_code__in=language_codes)),
        user=get_user_model().objects.filter(pk=user_id).first(),
    )
