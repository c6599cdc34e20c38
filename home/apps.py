"""Home page, plain content pages and navigation."""

from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    name = "home"
    label = "qiao_home"
    verbose_name = _("Home")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from qiao.languages import board
        from qiao.languages.notices import send_digests
        from qiao.operations.api import register_job
        from workshops.enquiries.sending import delete_old

        from .models import ContentPage, HomePage

        board.register(HomePage)
        board.register(ContentPage)
        # The timer is the site's: in the wheel there is none.
        register_job(
            "digests",
            _("Mail translators, reviewers and authors what is due and what waits"),
            send_digests,
            every=timedelta(days=1),
        )
        register_job(
            "enquiries",
            _("Delete the enquiries to workshops that were kept for a year"),
            delete_old,
            every=timedelta(days=1),
        )
