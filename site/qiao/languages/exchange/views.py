"""Three pages of the admin: take texts out in a file; choose a file; look at what becomes of it and agree."""

import os

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.db.models import TextChoices
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages
from wagtail.models import Page
from wagtail_localize.models import Translation

from .. import history, uploads
from ..views import head, in_own_language
from . import load, po, xliff
from .files import MOST_BYTES, FileError, read, too_large
from .units import Scope, translations_in, units_of

SHOWN = 500
"""Texts of each kind that the report shows; the others are counted."""


class Format(TextChoices):
    """Kinds of files, and their modules."""

    PO = "po", gettext_lazy("PO (gettext)")
    XLIFF = "xliff", gettext_lazy("XLIFF 1.2")


_MODULES = {Format.PO: po, Format.XLIFF: xliff}


class _ScopeForm(forms.Form):
    scope = forms.ChoiceField(label=gettext_lazy("Texts"), choices=Scope.choices, widget=forms.RadioSelect)

    def __init__(self, *args, target, **kwargs):
        super().__init__(*args, **kwargs)
        if not isinstance(target, Page) or target.is_leaf():
            self.fields["scope"].choices = [each for each in Scope.choices if each[0] != Scope.BELOW]


class _OutForm(_ScopeForm):
    format = forms.ChoiceField(label=gettext_lazy("File"), choices=Format.choices, widget=forms.RadioSelect)


class _InForm(_ScopeForm):
    file = forms.FileField(
        label=gettext_lazy("File"), widget=forms.FileInput(attrs={"accept": ".po,.xlf,.xliff,.xml,.txt"})
    )
    field_order = ["file", "scope"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["scope"].label = _("Take texts of")
        # wagtail-localize's own form sends the file alone.
        self.fields["scope"].required = False
        self.fields["file"].help_text = _("PO or XLIFF 1.2, %(megabytes)d MB at most.") % {
            "megabytes": MOST_BYTES // 1024**2
        }

    def clean_file(self):
        """Refuse what is too large before a byte of it is read."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(too_large())
        return file

    def clean_scope(self):
        """This page where nothing is said."""
        return self.cleaned_data["scope"] or Scope.PAGE


def texts_out(request, translation_id):
    """Give out a file of a page, of all below it or of the language; asked without `format`, offer the choice."""
    translation, target = _translation(translation_id)
    form = _OutForm(
        request.GET if "format" in request.GET else None,
        target=target,
        initial={"scope": Scope.PAGE, "format": Format.PO},
    )
    if form.is_bound and form.is_valid():
        module = _MODULES[form.cleaned_data["format"]]
        code, scope = translation.target_locale.language_code, form.cleaned_data["scope"]
        units = (unit for each in translations_in(translation, scope) for unit in units_of(each))
        content = module.write(units, source_language=translation.source.locale.language_code, language=code)
        name = code if scope == Scope.LANGUAGE else f"{getattr(target, 'slug', None) or 'term'}-{code}"
        return HttpResponse(
            content,
            content_type=module.CONTENT_TYPE,
            headers={"Content-Disposition": f'attachment; filename="{name}.{module.SUFFIX}"'},
        )
    return _page(request, "texts_out", translation, _("Texts out in a file"), "download", form=form)


def texts_in(request, translation_id):
    """Take a file; what can be read is kept for the dry run, what can't is refused with a sentence."""
    translation, target = _translation(translation_id)
    posted = (request.POST, request.FILES) if request.method == "POST" else ()
    form = _InForm(
        *posted,
        target=target,
        initial={"scope": Scope.PAGE if target.is_leaf() else Scope.BELOW}
        if isinstance(target, Page)
        else {"scope": Scope.PAGE},
    )
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            load.check_language(read(file), translation.target_locale)
        except FileError as error:
            form.add_error("file", str(error))
        else:
            token = uploads.keep(
                file,
                filename=os.path.basename(file.name),
                user=request.user,
                place=_place(translation),
                options={"scope": form.cleaned_data["scope"]},
            )
            return redirect("qiao_languages:texts_in_check", translation.pk, token)
    return _page(request, "texts_in", translation, _("Texts in from a file"), "upload", form=form)


def check(request, translation_id, token):
    """Show what becomes of each text of a kept file; on POST store what can be taken."""
    translation, _target = _translation(translation_id)
    try:
        kept = uploads.find(token, user=request.user, place=_place(translation))
        with uploads.open_file(kept) as kept_file:
            file = read(kept_file)
    except (uploads.GoneError, FileError):
        messages.error(request, _("The file is not kept any more: it stays for an hour. Choose it again."))
        return redirect("qiao_languages:texts_in", translation.pk)
    translations = translations_in(translation, kept["scope"])
    if request.method == "POST":
        try:
            rows = load.store(file, translations, user=request.user)
        except IntegrityError:
            messages.error(
                request, _("Somebody translated one of these texts this very moment. Nothing was stored: look again.")
            )
            return redirect("qiao_languages:texts_in_check", translation.pk, token)
        uploads.forget(kept)
        _tell(request, load.counted(rows))
        return redirect(translation.get_target_instance_edit_url())
    rows = load.plan(file, translations, user=request.user)
    counts = load.counted(rows)
    names = [
        (load.REFUSED, _("Refused")),
        (load.REPLACED, _("Taken in the place of another text")),
        (load.NEW, _("Taken")),
        (load.UNCHANGED, _("Unchanged")),
        (load.EMPTY, _("Left empty in the file")),
    ]
    return _page(
        request,
        "texts_in_check",
        translation,
        _("What becomes of the texts"),
        "upload",
        filename=kept["filename"],
        states=[
            (state, name, counts[state], [row for row in rows if row.state == state][:SHOWN]) for state, name in names
        ],
        pages=[(title, [counted[state] for state, _name in names]) for title, counted in load.by_page(rows)],
        taken=counts[load.NEW] + counts[load.REPLACED],
        source_language=translation.source.locale.language_code,
    )


def download_pofile(request, translation_id):
    """wagtail-localize's address for the PO file of a page."""
    return redirect(f"{reverse('qiao_languages:texts_out', args=[translation_id])}?format=po&scope=page")


def _translation(pk):
    translation = get_object_or_404(Translation.objects.select_related("source__locale", "target_locale"), pk=pk)
    target = history.target_of(translation)
    if target is None or not translation.enabled:
        raise PermissionDenied
    return translation, target


def _place(translation):
    return f"texts-{translation.pk}"


def _page(request, template, translation, title, icon, **context):
    subtitle = f"{translation.source.object_repr} · {translation.target_locale.get_display_name()}"
    context |= {**head(title, subtitle, icon), "translation": translation, "locale": translation.target_locale}
    return render(request, f"qiao/languages/admin/{template}.html", context)


def _tell(request, counts):
    taken = counts[load.NEW] + counts[load.REPLACED]
    said = ngettext("%(count)d text was taken.", "%(count)d texts were taken.", taken) % {"count": taken}
    if counts[load.REFUSED]:
        refused = counts[load.REFUSED]
        said += " " + (ngettext("%(count)d was refused.", "%(count)d were refused.", refused) % {"count": refused})
    (messages.success if taken else messages.warning)(request, said)


def urls():
    """Addresses below the admin's `qiao/languages/`, each for those who may translate what it is about."""
    guard = in_own_language
    return [
        path("texts/<int:translation_id>/out/", guard(texts_out), name="texts_out"),
        path("texts/<int:translation_id>/in/", guard(texts_in), name="texts_in"),
        path("texts/<int:translation_id>/in/<str:token>/", guard(check), name="texts_in_check"),
    ]
