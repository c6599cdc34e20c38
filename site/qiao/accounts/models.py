"""Who uses the platform: one user model for learners, editors and partners."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """A person with an account.

    Swappable, so that a site which has its own user model can install the plugins without this one.
    """

    is_demo = models.BooleanField(
        _("demo account"),
        default=False,
        help_text=_("Its password is public: it can sign in only where demo accounts are allowed."),
    )

    class Meta(AbstractUser.Meta):
        swappable = "AUTH_USER_MODEL"
