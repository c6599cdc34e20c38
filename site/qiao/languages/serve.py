"""How a reader's address leads to a page, or to the languages that have it."""

import re

from django.conf import settings
from django.conf.locale import LANG_INFO
from django.http import Http404, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.shortcuts import render
from django.urls import get_script_prefix
from django.utils.translation import get_language, get_supported_language_variant
from django.utils.translation.trans_real import parse_accept_lang_header
from wagtail.models import Page
from wagtail.views import serve as wagtail_serve

from qiao.pagecache.keep import kept

from . import trees
from .conf import place
from .templatetags.qiao_languages import language_name

MOST_BELOW = 2
"""Parts of an address that a page may answer for itself, such as `glossary/cards/`."""

# A language with its script and its country, such as uz-Latn-UZ; "no-such-page" is none.
_CODE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z]{4})?(?:[-_](?:[A-Za-z]{2}|[0-9]{3}))?\Z")


@kept
def serve(request, path):
    """Wagtail's page at a path, or the offer of the languages that have it; a page that no language has is a 404."""
    try:
        return wagtail_serve(request, path)
    except Http404:
        choices = _choices(request, path)
        asked = get_language()
        if not choices:
            # Two languages in one address, such as /ru/de/courses/: the second one was meant.
            asked, _slash, path = path.partition("/")
            choices = _choices(request, path) if _is_language(asked) else []
        if not choices:
            raise
        return _elsewhere(request, choices, asked)


def unprefixed(request, path):
    """An address without a language of this site: another spelling of one is corrected, an unknown one is answered
    with the languages that have the page. Anything else is a 404, which Django turns into the reader's language.
    """
    first, _slash, rest = path.partition("/")
    code = _supported(first)
    if code is not None and code != first:
        return HttpResponsePermanentRedirect(f"{get_script_prefix()}{code}/{rest}")
    if code is None and _is_language(first):
        choices = _choices(request, rest)
        if choices:
            return _elsewhere(request, choices, first)
    raise Http404


def _supported(code):
    """This site's spelling of a language code, or None."""
    try:
        return get_supported_language_variant(code.lower().replace("_", "-")) if _CODE.match(code) else None
    except LookupError:
        return None


def _is_language(code):
    """Whether a part of an address is the code of a language, of this site or of the world."""
    return _supported(code) is not None or (
        bool(_CODE.match(code)) and code.lower().replace("_", "-").split("-")[0] in LANG_INFO
    )


def _choices(request, path):
    """The live public pages at the same path in other languages, the reader's own preference first.

    An address below a page that the page itself answers, such as its glossary, is found too.
    """
    parts = [part for part in path.split("/") if part]
    by_path = {
        home.url_path + "".join(f"{part}/" for part in parts[:depth]): (home.locale.language_code, parts[depth:])
        for home in trees.homes()
        for depth in range(max(len(parts) - MOST_BELOW, min(len(parts), 1)), len(parts) + 1)
    }
    pages = Page.objects.filter(url_path__in=by_path).live().public().specific()
    found, nearest = [], MOST_BELOW
    for page in sorted(pages, key=lambda page: len(by_path[page.url_path][1])):
        code, rest = by_path[page.url_path]
        if found and len(rest) > nearest:
            break
        url = page.get_url(request)
        if url and (not rest or _answers(request, page, rest)):
            nearest, url = len(rest), "/".join([url.rstrip("/"), *rest, ""])
            found.append({"code": code, "name": language_name(code), "url": url, "title": page.title})
    preferred = _preferences(request)
    found.sort(
        key=lambda found: (
            preferred.index(found["code"]) if found["code"] in preferred else len(preferred),
            place(found["code"]),
        )
    )
    return found


def _answers(request, page, rest):
    try:
        return page.route(request, rest).page == page
    except Http404:
        return False


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


def _elsewhere(request, choices, asked):
    own = next((choice for choice in choices if choice["code"] == get_language()), None)
    if own and _supported(asked) in (None, own["code"]):
        # The reader's own language has the page, and the one that was asked for is not of this site.
        return HttpResponseRedirect(own["url"])
    response = render(
        request,
        "qiao/languages/elsewhere.html",
        {"choices": choices, "language_name": language_name(_supported(asked) or get_language())},
    )
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Vary"] = "Accept-Language, Cookie"
    return response
