"""Links between the languages of a page, and the menu of a language's tree."""

from itertools import islice

from django import template
from django.conf import settings
from django.urls import get_script_prefix
from django.utils.text import Truncator
from django.utils.translation import get_language, get_language_bidi, get_language_info
from wagtail.models import Site

from qiao.bilingual import sentences
from qiao.bilingual.fields import sentences_of

from .. import api, endings, social
from ..conf import source_language

# About what search engines show, and how many sentences are looked at for it.
DESCRIPTION_LENGTH = 155
SENTENCES_DESCRIBED = 6

register = template.Library()


@register.simple_tag(takes_context=True)
def translations_ending(context, objects, action):
    """The `Ending`s of the translations of what is about to be unpublished or deleted.

    objects: a page or snippet, or the items of a bulk action.
    """
    return endings.of(_objects(objects), context["request"].user, action)


@register.simple_tag
def keeps_texts(objects):
    """Whether the texts of what is deleted are kept: it is a translation."""
    return endings.keeps_texts(_objects(objects))


@register.filter
def may_any(found):
    """Whether a person may do to any of the translations what is done to the Chinese."""
    return any(each.may for each in found)


def _objects(objects):
    return [each["item"] for each in objects] if isinstance(objects, list) else [objects]


@register.simple_tag(takes_context=True)
def language_links(context, page=None):
    """One link a language: `code`, `name` in itself, `url`, `current`, `exists`, in the order of the settings.

    A language that lacks the page is linked all the same: the reader is offered there what exists. `below_page` of the
    context is the rest of the address where a part of a page is shown, such as its glossary.
    """
    return links(context["request"], page, below=context.get("below_page", ""))


def links(request, page=None, below=""):
    """See `language_links`; without a page, every language links to the same path behind its own prefix."""
    current = get_language()
    live = {}
    if page is not None and page.pk:
        live = {
            each.locale.language_code: each
            for each in page.get_translations(inclusive=True).live().select_related("locale")
        }
    prefix, rest = _split(request.path)
    return [
        {
            "code": code,
            "name": language_name(code),
            "dir": "rtl" if get_language_info(code)["bidi"] else "ltr",
            "url": f"{live[code].get_url(request)}{below}" if code in live else f"{prefix}{code}/{rest}",
            "current": code == current,
            "exists": code in live,
        }
        for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES
    ]


def language_name(code):
    """A language's own name, with a capital letter, for lists."""
    name = get_language_info(code)["name_local"]
    return name[:1].upper() + name[1:]


def _split(path):
    """The prefix of the deployment, and what follows the language in a path."""
    prefix = get_script_prefix()
    code, _slash, rest = path[len(prefix) :].partition("/")
    return prefix, rest if code in dict(settings.LANGUAGES) else ""


@register.filter
def own_fields(page):
    """Names of the fields that each language fills for itself."""
    return api.local_fields(type(page))


@register.filter
def own_name(code):
    """The name of a language in that language."""
    return language_name(code)


@register.simple_tag
def social_card(page):
    """The picture of a page for where its link is shared: `url`, `width`, `height`, `alt`; None where there is none."""
    card = social.card_of(page) if page.pk else None
    if card is None:
        return None
    alt = " · ".join(filter(None, [card.zh, card.title, card.line])) or page.title
    return {"url": social.card_url(page, card), "width": social.WIDTH, "height": social.HEIGHT, "alt": alt}


@register.filter
def territory(code):
    """A language as Open Graph names it, such as kk_KZ."""
    return social.territory(code)


@register.simple_tag
def description_of(page):
    """What a search engine and a shared link say of the page: what its editor wrote, or else how its text begins.

    In the language of the request, at most DESCRIPTION_LENGTH characters; "" where nothing is translated yet.
    """
    if page.search_description:
        return page.search_description
    in_chinese = get_language() == source_language()
    headings = {sentence["id"] for sentence in getattr(page, "heading", ())}
    said = (
        sentence["zh"] if in_chinese else sentence["translation"]
        for sentence in sentences_of(page)
        if sentence["id"] not in headings and (in_chinese or not sentences.is_untranslated(sentence))
    )
    text = ("" if in_chinese else " ").join(islice(filter(None, said), SENTENCES_DESCRIBED))
    return Truncator(text).chars(DESCRIPTION_LENGTH)


@register.simple_tag
def site_name():
    """The name that the site gives itself."""
    return getattr(settings, "WAGTAIL_SITE_NAME", "")


@register.simple_tag
def text_direction():
    """`rtl` or `ltr`, of the language of the request."""
    return "rtl" if get_language_bidi() else "ltr"


@register.simple_tag
def home_url():
    """Address of the home page in the reader's language."""
    return f"{get_script_prefix()}{get_language()}/"


@register.simple_tag(takes_context=True)
def site_menu(context):
    """The live pages of the first level that are to be shown in menus: `title`, `url`, `current`."""
    request = context["request"]
    home = _home(request)
    if home is None:
        return []
    return [
        {"title": page.title, "url": page.get_url(request), "current": request.path.startswith(page.get_url(request))}
        for page in home.get_children().live().in_menu().select_related("locale")
    ]


def _home(request):
    """The live home page in the reader's language: the page that began to route the request, or looked up once."""
    if not hasattr(request, "_qiao_home"):
        site = Site.find_for_request(request)
        root = site.root_page if site else None
        request._qiao_home = root and (
            root.get_translations(inclusive=True).filter(locale__language_code=get_language(), live=True).first()
        )
    return request._qiao_home
