"""The list of enquiries in Wagtail's admin: read, mark as answered, take out as a table."""

from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from ..exchange.tables import cell
from .models import Enquiry
from .rights import EnquiryPolicy, enquiries_of

__all__ = ["EnquiryViewSet"]

READ_ONLY = ["page_title", "name", "email", "institution", "country", "message", "language", "created_at"]


class _IndexView(generic.IndexView):
    """Those of the person; a cell of the table never begins a formula."""

    def get_base_queryset(self):
        return enquiries_of(self.request.user)

    def get_preprocess_function(self, field, value, export_format):
        if isinstance(value, str):
            return cell
        return super().get_preprocess_function(field, value, export_format)


class _EditView(generic.EditView):
    """Wagtail asks whether a person may change any enquiry; the others are not there for them."""

    def get_queryset(self):
        return enquiries_of(self.request.user)


class EnquiryViewSet(ModelViewSet):
    """Lists enquiries; none is added or rewritten here."""

    model = Enquiry
    name = "enquiries"
    icon = "mail"
    menu_label = _("Enquiries")
    add_to_admin_menu = True
    menu_order = 300
    add_to_reference_index = False
    copy_view_enabled = False
    index_view_class = _IndexView
    edit_view_class = _EditView
    list_display = ["name", "institution", "page_title", "created_at", "is_answered"]
    list_filter = ["is_answered", "language", "country"]
    list_export = [*READ_ONLY, "is_answered"]
    search_fields = ["name", "email", "institution", "page_title", "message"]
    edit_handler = ObjectList([FieldPanel("is_answered"), *(FieldPanel(name, read_only=True) for name in READ_ONLY)])

    @property
    def permission_policy(self):
        """Ours: it follows the rights on pages."""
        return EnquiryPolicy()

    def get_common_view_kwargs(self, **kwargs):
        """Without what an enquiry has not: nothing is added, nothing refers to one."""
        return super().get_common_view_kwargs(
            **{"add_url_name": None, "history_url_name": None, "usage_url_name": None, **kwargs}
        )

    def get_urlpatterns(self):
        """The list, an enquiry, and its end."""
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("edit/<int:pk>/", self.edit_view, name="edit"),
            path("delete/<int:pk>/", self.delete_view, name="delete"),
        ]
