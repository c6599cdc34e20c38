"""The glossary of a course and of the site: addresses below the page that it belongs to, and as open as that page."""

from django.http import HttpResponse
from django.shortcuts import render
from wagtail.url_routing import RouteResult

from . import anki, tables
from .lists import WordList


def _read(request, page, words):
    return render(request, "lessons/glossary.html", _context(page, words, ""))


def _cards(request, page, words):
    return render(request, "lessons/word_cards.html", _context(page, words, "cards/"))


def _csv(request, page, words):
    return download(tables.csv_file(tables.of_list(words)), tables.CSV, f"{page.slug}-{words.language}.csv")


def _anki(request, page, words):
    return download(anki.deck(words, page.title), anki.CONTENT_TYPE, f"{page.slug}-{words.language}.apkg")


def download(content, content_type, filename):
    """An answer that a browser stores as a file. filename: in ASCII."""
    headers = {"Content-Disposition": f'attachment; filename="{filename}"', "X-Robots-Tag": "noindex"}
    return HttpResponse(content, content_type=content_type, headers=headers)


def _context(page, words, below):
    return {
        "page": page,
        "words": words,
        "below_page": f"{GLOSSARY}/{below}",
        "has_sound": any(entry.term.audio_id for entry in words.entries),
    }


GLOSSARY = "glossary"
VIEWS = {"": _read, "cards": _cards, "csv": _csv, "anki": _anki}


class GlossaryMixin:
    """A page that has a glossary at `glossary/` below its address.

    `lists_all_terms` is whether it lists every term of the site, or those that the lessons below it teach.
    """

    lists_all_terms = False

    def route(self, request, path_components):
        """Lead to the glossary; a page below that has this very address is found before."""
        first, *rest = path_components or [""]
        if self.live and first == GLOSSARY and "/".join(rest) in VIEWS:
            return RouteResult(self, kwargs={"glossary": "/".join(rest)})
        return super().route(request, path_components)

    def serve(self, request, *args, glossary=None, **kwargs):
        """The page itself, or one of the views of its glossary."""
        if glossary is None:
            return super().serve(request, *args, **kwargs)
        return VIEWS[glossary](request, self, WordList(self, everything=self.lists_all_terms))
