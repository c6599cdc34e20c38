"""Sign-in by name and password, closed to demo accounts where they are not allowed."""

from django.conf import settings
from django.contrib.auth.backends import ModelBackend


class AccountBackend(ModelBackend):
    """Django's back end, which also ends the sessions of accounts that may no longer sign in."""

    def user_can_authenticate(self, user):
        """Whether the account is active and, if it belongs to the demo, `QIAO_DEMO_LOGINS` allows it."""
        if getattr(user, "is_demo", False) and not getattr(settings, "QIAO_DEMO_LOGINS", False):
            return False
        return super().user_can_authenticate(user)
