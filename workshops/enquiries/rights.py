"""Who reads enquiries: whoever may publish the page of the workshop, in any language. Administrators delete them."""

from wagtail.permission_policies.base import BasePermissionPolicy
from wagtail.permission_policies.pages import PagePermissionPolicy

from .models import Enquiry

__all__ = ["EnquiryPolicy", "enquiries_of"]


def enquiries_of(user):
    """The enquiries that a person may read and mark as answered, as a query."""
    if not user.is_active:
        return Enquiry.objects.none()
    if user.is_superuser:
        return Enquiry.objects.all()
    pages = PagePermissionPolicy().instances_user_has_permission_for(user, "publish")
    return Enquiry.objects.filter(page_key__in=pages.order_by().values("translation_key"))


class EnquiryPolicy(BasePermissionPolicy):
    """Nobody adds an enquiry in the admin; whoever may read one may mark it."""

    def __init__(self):
        super().__init__(Enquiry)

    def user_has_permission(self, user, action):
        """For the list as a whole."""
        if action in ("view", "change"):
            return enquiries_of(user).exists() or (user.is_active and user.is_superuser)
        return action == "delete" and user.is_active and user.is_superuser

    def user_has_permission_for_instance(self, user, action, instance):
        """For one enquiry."""
        if action in ("view", "change"):
            return enquiries_of(user).filter(pk=instance.pk).exists()
        return self.user_has_permission(user, action)

    def user_has_any_permission_for_instance(self, user, actions, instance):
        """For one enquiry."""
        return any(self.user_has_permission_for_instance(user, action, instance) for action in actions)

    def instances_user_has_any_permission_for(self, user, actions):
        """The enquiries of a person."""
        return enquiries_of(user)

    def instances_user_has_permission_for(self, user, action):
        """The enquiries of a person."""
        return enquiries_of(user)
