"""The status page in the admin's menu of reports."""

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from .status import StatusView


class StatusMenuItem(MenuItem):
    """Shown to those who run the site."""

    def is_shown(self, request):
        return request.user.is_superuser


@hooks.register("register_admin_urls")
def register_admin_urls():
    return [path("qiao/status/", StatusView.as_view(), name="qiao_operations_status")]


@hooks.register("register_reports_menu_item")
def status_menu_item():
    return StatusMenuItem(
        _("Status of the site"), reverse("qiao_operations_status"), name="status", icon_name="desktop", order=100
    )
