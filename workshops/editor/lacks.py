"""What a good page about workshops still lacks: why it matters and which field mends it; none of it is a must."""

from collections import Counter
from dataclasses import dataclass

import icu
from django.utils.text import capfirst
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from wagtail.fields import StreamField
from wagtail.models import Locale

from qiao.bilingual import sentences
from qiao.languages.conf import content_languages, languages, source_language

from .. import figures
from ..showcase import institutions_in

LONGEST_SUMMARY = 200
"""Hanzi of a summary: lists and search engines show no more."""

MOST_NAMES = 5


@dataclass(frozen=True)
class Lack:
    """What is not there. field: the name of the field that mends it, or "" where that is elsewhere."""

    what: str
    why: str
    field: str = ""


def of(page):
    """Every `Lack` of a page as it is held in memory, in the order of its form."""
    return [
        *_summary(page),
        *_names(page),
        *_partners(page),
        *_place(page),
        *_dates(page),
        *_contents(page),
        *_figures(page),
        *_pictures(page),
        *_source(page),
        *_contact(page),
        *_translations(page),
    ]


def _has(page, name):
    return any(field.name == name for field in page._meta.get_fields())


def _summary(page):
    text = sentences.to_text(page.summary)
    why = _("It stands under the title, in lists and in search engines.")
    if not text:
        yield Lack(_("There is no summary."), why, "summary")
    elif len(text) > LONGEST_SUMMARY:
        message = _("The summary has %(count)d characters: %(limit)d are enough.")
        yield Lack(message % {"count": len(text), "limit": LONGEST_SUMMARY}, why, "summary")


def _names(page):
    known = {code: name for code, name in content_languages() if code in page.names_to_confirm}
    if known:
        message = _("The title is to be confirmed in: %(languages)s.")
        why = _("Readers are told that the name is not official. Ask the institution, then take the mark away.")
        yield Lack(message % {"languages": _listed(known.values())}, why, "names_to_confirm")
    named = {each.current.pk: each.current for value in _streams(page).values() for each in institutions_in(value)}
    if getattr(page, "institution", None):
        named[page.institution.current.pk] = page.institution.current
    unconfirmed = [str(each) for each in named.values() if each.names_to_confirm]
    if unconfirmed:
        shown = _listed(unconfirmed[:MOST_NAMES]) + (" …" if len(unconfirmed) > MOST_NAMES else "")
        why = _("A name of these institutions is to be confirmed; an administrator takes the mark away.")
        message = ngettext(
            "%(count)d institution has an unconfirmed name: %(names)s.",
            "%(count)d institutions have an unconfirmed name: %(names)s.",
            len(unconfirmed),
        )
        field = "partners" if _has(page, "partners") else "institution"
        yield Lack(message % {"count": len(unconfirmed), "names": shown}, why, field)


def _partners(page):
    if not _has(page, "partners"):
        return
    if not page.partners:
        why = _("Partners look first for who takes part.")
        yield Lack(_("No institution is named."), why, "partners")
    without = sum(not block.value["role"] for block in page.partners)
    if without:
        message = ngettext("%(count)d institution has no role.", "%(count)d institutions have no role.", without)
        why = _("It says who runs it and who helps. Leave it empty where the source does not say.")
        yield Lack(message % {"count": without}, why, "partners")


def _place(page):
    if not _has(page, "latitude"):
        return
    if not page.country:
        yield Lack(_("There is no country."), _("Readers look for what is near them by country."), "country")
    if page.latitude is None:
        yield Lack(_("There are no coordinates."), _("Without them it is in the list and not on the map."), "latitude")
    if not page.place:
        yield Lack(_("There is no place."), _("A town or a house tells more than a country."), "place")


def _dates(page):
    if _has(page, "statuses"):
        if not page.statuses:
            yield Lack(_("There is no status."), _("It says whether it is planned or in use."), "statuses")
        elif not page.statuses[-1].value["when"]:
            why = _("A status without a date is soon out of date.")
            yield Lack(_("The last status has no date."), why, "statuses")
    if _has(page, "start") and not page.start:
        yield Lack(_("There is no date."), _("Lists are in the order of dates."), "start")


def _contents(page):
    wanted = {
        "fields": _("It is found by its vocational fields."),
        "courses": _("Readers go on from here to what they can learn."),
        "documents": _("A standard is read, not only named."),
        "resources": _("A library lives by what is in it."),
        "programme": _("It shows what was done each day."),
        "outcome": _("What came of it is what partners ask for."),
        "sessions": _("Learners look for the next session."),
        "places": _("Applicants look for how many places there are."),
        "requirements": _("Applicants look for what is asked of them."),
        "way": _("A story is a way with steps."),
    }
    for name, why in wanted.items():
        # A workshop's own teaching resources are lines of text, and optional.
        is_text = name == "resources" and name not in _streams(page)
        if _has(page, name) and not is_text and not getattr(page, name):
            message = _("“%(field)s” is empty.")
            yield Lack(message % {"field": capfirst(page._meta.get_field(name).verbose_name)}, why, name)


def _figures(page):
    if not _has(page, "indicators"):
        return
    found = figures.of(page)
    if not found:
        why = _("Partners believe figures with a source more than words.")
        yield Lack(_("There are no figures."), why, "indicators")
    readings = [reading for each in found for reading in each.readings]
    without = Counter(
        source=sum(reading.source is None for reading in readings),
        day=sum(not (reading.as_of or (reading.source and reading.source.as_of)) for reading in readings),
    )
    if without["source"]:
        message = ngettext("%(count)d value names no source.", "%(count)d values name no source.", without["source"])
        why = _("Each figure says who reported it.")
        yield Lack(message % {"count": without["source"]}, why, "indicators")
    if without["day"]:
        message = ngettext("%(count)d value has no “as of”.", "%(count)d values have no “as of”.", without["day"])
        why = _("Without a day nobody knows whether the figure still holds. The source may give it too.")
        yield Lack(message % {"count": without["day"]}, why, "indicators")
    targets = [each.title for each in found if each.targets and not each.results]
    if targets:
        message = _("Only a target and no result: %(measures)s.")
        why = _("A target stands beside what came of it.")
        yield Lack(message % {"measures": _listed(targets)}, why, "indicators")


def _pictures(page):
    if not _has(page, "gallery"):
        return
    pictures = [block.value for block in page.gallery if block.block_type == "image"]
    if not pictures:
        yield Lack(_("There is no picture."), _("A page without pictures is hardly looked at."), "gallery")
    images = [picture["image"] for picture in pictures if picture["image"]]
    without = sum(not image.decorative and not image.contextual_alt_text for image in images)
    if without:
        message = ngettext(
            "%(count)d picture has no alternative text.", "%(count)d pictures have no alternative text.", without
        )
        why = _("Who can't see the picture hears what is on it.")
        yield Lack(message % {"count": without}, why, "gallery")
    without = sum(not picture["caption"] for picture in pictures)
    if without:
        message = ngettext("%(count)d picture has no caption.", "%(count)d pictures have no caption.", without)
        yield Lack(message % {"count": without}, _("It says who, where and when."), "gallery")


def _source(page):
    if page.source_id is None:
        why = _("What has no source of its own beside it is taken from the source of the page.")
        yield Lack(_("The page names no source."), why, "source")


def _contact(page):
    if not _has(page, "contact_email"):
        return
    if page.takes_enquiries and not page.contact_email:
        why = _("The form for enquiries is sent to this address.")
        yield Lack(_("Enquiries have no e-mail address."), why, "contact_email")
    elif not (page.contact_email or page.contact_phone or page.contact_url):
        why = _("Whoever wants to take part has to ask somebody.")
        yield Lack(_("There is no contact."), why, "contact_email")


def _translations(page):
    if not page.pk:
        return
    offered = page.offered_languages()
    wanted = [code for code in languages() if code != source_language() and (offered is None or code in offered)]
    there = set(
        Locale.objects.filter(pk__in=page.get_translations().filter(live=True).values("locale")).values_list(
            "language_code", flat=True
        )
    )
    names = dict(content_languages())
    missing = [str(names[code]) for code in wanted if code not in there]
    if missing:
        why = _("Readers of these languages see Chinese. Start the translation under “Translations”.")
        yield Lack(_("Not published yet in: %(languages)s.") % {"languages": _listed(missing)}, why)


def _streams(page):
    names = [field.name for field in page._meta.get_fields() if isinstance(field, StreamField)]
    return {name: getattr(page, name) for name in names}


def _listed(words):
    formatter = icu.ListFormatter.createInstance(icu.Locale.forLanguageTag(get_language()))
    return formatter.format([str(each) for each in words])
