"""What machines read of a page: schema.org as JSON-LD, with nothing in it that the page does not state."""

import json

from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language_info

from qiao.bilingual.sentences import is_untranslated
from qiao.languages.conf import source_language

__all__ = ["absolute", "course", "lines", "node", "organization", "script", "tag", "text"]

CONTEXT = "https://schema.org"
# What an institution is, by its kind; one whose kind is not stated is an organization.
KINDS = {
    "university": "CollegeOrUniversity",
    "college": "EducationalOrganization",
    "ministry": "GovernmentOrganization",
}
# HTML ends a script at "</", and an older browser begins a comment at "<!--".
_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def script(nodes):
    """The element that holds some nodes, safe in HTML whatever they say; "" for none."""
    if not nodes:
        return ""
    data = {"@context": CONTEXT, "@graph": nodes}
    said = json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(said))


def node(kind, **properties):
    """A thing of a type, without what is empty; `id` becomes its `@id`."""
    named = {"@type": kind, **{"@id" if name == "id" else name: value for name, value in properties.items()}}
    return {name: value for name, value in named.items() if value not in (None, "", [], {})}


def absolute(request, url):
    """An address with the scheme and the host of the request; "" for none."""
    return request.build_absolute_uri(url) if url else ""


def tag(code):
    """The code of a language as BCP 47 writes it, such as zh-Hans."""
    return "-".join(part.title() if len(part) == 4 else part for part in get_language_info(code)["code"].split("-"))


def lines(sentences, code):
    """What sentences say in a language, as a list of texts; what is not translated is left out."""
    if code == source_language():
        return [each["zh"] for each in sentences if each["zh"]]
    return [each["translation"] for each in sentences if not is_untranslated(each)]


def text(sentences, code, *, fallback=False):
    """What sentences say in a language, as one text. fallback: in Chinese where nothing is translated."""
    said = ("" if code == source_language() else " ").join(lines(sentences, code))
    return said or (text(sentences, source_language()) if fallback else "")


def organization(institution, code):
    """An institution that a page names."""
    return node(
        KINDS.get(institution.kind, "Organization"),
        name=institution.name_in(code),
        address=node("PostalAddress", addressCountry=institution.country),
    )


def course(page, request):
    """The node of a course; its languages are Chinese and that of the page."""
    code = page.locale.language_code
    url = absolute(request, page.get_url(request))
    image = page.cover_image
    return node(
        "Course",
        id=f"{url}#course",
        url=url,
        name=page.title,
        description=text(page.summary, code),
        inLanguage=list(dict.fromkeys([tag(source_language()), tag(code)])),
        educationalLevel=page.get_level_display(),
        timeRequired=f"PT{page.hours}H" if page.hours else "",
        teaches=lines(page.outcomes, code),
        image=absolute(request, image.file.url) if image else "",
        provider=organization(page.institution.current, code) if page.institution else None,
    )
