"""Who uses the platform: one user model for learners, editors and partners, and the institutions they belong to."""

import re
import unicodedata

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from rapidfuzz import fuzz

NEARLY = 90
"""Per cent of the letters that two names share which are nearly the same, as rapidfuzz counts them."""


def _folded(name):
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", name).casefold())


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


class InstitutionQuerySet(models.QuerySet):
    """Institutions by what they are called; names are compared in Python: SQLite folds Latin letters only."""

    def standing(self):
        """Those that were not merged into others."""
        return self.filter(merged_into=None)

    def called(self, text):
        """Those whose key, or a name or spelling in any language, contains a text."""
        wanted = _folded(text)
        return self.filter(pk__in=[pk for pk, names in self._named() if any(wanted in name for name in names)])

    def nearly_called(self, names):
        """Those that have one of some names, or nearly one, in any language."""
        wanted = {_folded(name) for name in names} - {""}
        return self.filter(
            pk__in=[
                pk
                for pk, known in self._named(with_key=False)
                if any(fuzz.ratio(one, other, score_cutoff=NEARLY) for one in wanted for other in known)
            ]
        )

    def _named(self, *, with_key=True):
        rows = self.order_by().values_list("pk", "key", "names", "other_names")
        for pk, key, names, other_names in rows:
            yield pk, [_folded(name) for name in (*names.values(), *other_names, *([key] if with_key else []))]


class Institution(models.Model):
    """A college, university, company or authority that takes part.

    Courses, rights, certificates and reports hang on this row; `key` names it in files and is never changed.
    """

    class Kind(models.TextChoices):
        """What an institution is."""

        UNIVERSITY = "university", _("university")
        COLLEGE = "college", _("college")
        ENTERPRISE = "enterprise", _("enterprise")
        ASSOCIATION = "association", _("association")
        MINISTRY = "ministry", _("ministry")

    key = models.SlugField(_("key"), unique=True, help_text=_("Names the institution in files; never changed."))
    # Empty: the source does not say.
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, blank=True)
    country = models.CharField(
        _("country"),
        max_length=2,
        validators=[RegexValidator("^[A-Z]{2}$", _("A country has two capital letters, such as KZ."))],
        help_text=_("Two letters of ISO 3166-1, such as KZ."),
    )
    names = models.JSONField(_("names"), default=dict, help_text=_("By code of language."))
    names_to_confirm = models.JSONField(
        _("names to be confirmed"),
        default=list,
        blank=True,
        help_text=_("Codes of the languages whose name is the usual one, which the institution has not confirmed."),
    )
    other_names = models.JSONField(
        _("other names"), default=list, blank=True, help_text=_("Other spellings that are met with, as a list.")
    )
    merged_into = models.ForeignKey(
        "self",
        verbose_name=_("merged into"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="merged",
        help_text=_("Whatever names this institution means that one."),
    )

    objects = InstitutionQuerySet.as_manager()

    # How files of content name an institution.
    content_name_field = "key"

    class Meta:
        verbose_name = _("institution")
        verbose_name_plural = _("institutions")
        ordering = ["key"]

    def __str__(self):
        return self.name_in(get_language() or "") or self.key

    def clean(self):
        """Refuse names in languages that the site has not, and an institution without any."""
        super().clean()
        known = dict(settings.LANGUAGES)
        if not isinstance(self.names, dict) or not all(isinstance(name, str) for name in self.names.values()):
            raise ValidationError({"names": _("The names are a mapping of codes of languages to texts.")})
        if unknown := sorted(set(self.names) - set(known)):
            message = _("%(codes)s: no language of this site. Known here: %(known)s.")
            raise ValidationError({"names": message % {"codes": ", ".join(unknown), "known": ", ".join(known)}})
        if not any(name.strip() for name in self.names.values()):
            raise ValidationError({"names": _("An institution has a name in one language at least.")})
        if not isinstance(self.names_to_confirm, list) or set(self.names_to_confirm) - set(self.names):
            raise ValidationError(
                {"names_to_confirm": _("Only a name that is given can be marked as to be confirmed.")}
            )
        if not isinstance(self.other_names, list) or not all(isinstance(name, str) for name in self.other_names):
            raise ValidationError({"other_names": _("The other names are a list of texts.")})
        if self._is_merged_in_a_circle():
            raise ValidationError({"merged_into": _("An institution can't be merged into itself.")})

    def _is_merged_in_a_circle(self):
        passed, following = {self.pk}, self.merged_into
        while following is not None and following.pk not in passed:
            passed.add(following.pk)
            following = following.merged_into
        return following is not None

    @property
    def current(self):
        """The institution that is meant today: this one, or that which it was merged into."""
        return self.merged_into.current if self.merged_into_id else self

    def language_of(self, language):
        """Code of the language that `name_in(language)` is written in; the language itself where there is no name."""
        return next((code for code in (language, "en", "zh-hans", *self.names) if self.names.get(code)), language)

    def is_confirmed(self, language):
        """Whether `name_in(language)` is a name that the source or the institution gives."""
        return self.language_of(language) not in self.names_to_confirm

    def name_in(self, language):
        """The name in a language; else in English, else in Chinese, else any that there is, else empty."""
        return self.names.get(self.language_of(language), "")
