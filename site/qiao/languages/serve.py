"""How a reader's address leads to a page, or to the languages that have it."""

import re

from django.conf import settings
from django.http import Http404, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import get_script_prefix
from django.utils.translation import get_language, get_supported_language_variant
from django.utils.translation.trans_real import parse_accept_lang_header
from wagtail.models import Page
from wagtail.views import serve as wagtail_serve

from . import trees
from .templatetags.qiao_languages import language_name

_CODE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,2}\Z")


def serve(request, path):
    """Wagtail's page at a path, or the offer of the languages that have it; a page that no language has is a 404."""
    try:
        return wagtail_serve(request, path)
    except Http404:
        first, _slash, rest = path.partition("/")
        choices = _choices(request, path) or (_choices(request, rest) if _CODE.match(first) else [])
        if not choices:
            raise
        return _elsewhere(request, choices)


def unprefixed(request, path):
    """An address without a language of this site: another spelling of one is corrected, an unknown one is answered
    with the languages that have the page. Anything else is a 404, which Django turns into the reader's language.
    """
    first, slash, rest = path.partition("/")
    if _CODE.match(first):
        try:
            code = get_supported_language_variant(first.lower().replace("_", "-"))
        except LookupError:
            choices = _choices(request, rest) if slash else []
            if choices:
                return _elsewhere(request, choices)
        else:
            if code != first:
                return HttpResponsePermanentRedirect(f"{get_script_prefix()}{code}/{rest}")
    raise Http404


def _choices(request, path):
    """The live public pages at the same path in other languages, the reader's own preference first."""
    slugs = "/".join(part for part in path.split("/") if part)
    by_path = {
        f"{home.url_path}{slugs}/" if slugs else home.url_path: home.locale.language_code for home in trees.homes()
    }
    pages = Page.objects.filter(url_path__in=by_path).live().public().specific()
    preferred = _preferences(request)
    order = [code for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES]
    found = sorted(
        ((by_path[page.url_path], page) for page in pages),
        key=lambda found: (
            preferred.index(found[0]) if found[0] in preferred else len(preferred),
            order.index(found[0]),
        ),
    )
    return [
        {"code": code, "name": language_name(code), "url": page.get_url(request), "title": page.title}
        for code, page in found
        if page.get_url(request)
    ]


def _preferences(request):
    """Codes that the reader's browser asks for, most wanted first, as this site spells them."""
    asked = [code for code, _quality in parse_accept_lang_header(request.META.get("HTTP_ACCEPT_LANGUAGE", ""))]
    cookie = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
    codes = []
    for code in [cookie, *asked] if cookie else asked:
        try:
            codes.append(get_supported_language_variant(code))
        except LookupError:
            continue
    return list(dict.fromkeys(codes))


def _elsewhere(request, choices):
    response = render(
        request,
        "qiao/languages/elsewhere.html",
        {"choices": choices, "language_name": language_name(get_language())},
    )
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Vary"] = "Accept-Language, Cookie"
    return response
