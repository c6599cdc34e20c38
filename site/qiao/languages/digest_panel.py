"""The box on Wagtail's account page with which a person turns the daily digest off."""

from django.forms import ModelForm
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.account import BaseSettingsPanel, notifications_tab

from .models import DigestSent


class _Form(ModelForm):
    class Meta:
        model = DigestSent
        fields = ["wanted"]


class DigestPanel(BaseSettingsPanel):
    """Beside Wagtail's own notifications, which also decide what the digest tells."""

    name = "digest"
    title = _("Daily digest")
    tab = notifications_tab
    order = 200
    form_class = _Form

    def get_form(self):
        """The form of the person's own row."""
        row, _created = DigestSent.objects.get_or_create(user=self.user)
        return self.form_class(self.request.POST or None, instance=row, prefix=self.name)
