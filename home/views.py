"""The pages of the search: its results, and suggestions for a script while somebody types."""

from django.core.paginator import Paginator
from django.http import JsonResponse
from django.shortcuts import render
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe
from wagtail.models import Locale

from .search import KINDS, MAX_LENGTH, Search

PER_PAGE = 10


@require_safe
def search(request):
    """What was found for `?q=`, all of it or one `kind`, ten to a page."""
    text = " ".join(request.GET.get("q", "").split())
    kind = request.GET.get("kind") if request.GET.get("kind") in KINDS else ""
    context = {"q": text[:MAX_LENGTH], "max_length": MAX_LENGTH, "kind": kind}
    if len(text) > MAX_LENGTH:
        context["fault"] = "long"
    elif text:
        found = Search(text, request, Locale.get_active())
        if not found.query:
            context["fault"] = "empty"
        else:
            shown = [match for match in found.matches if not kind or match.kind == kind]
            page = Paginator(shown, PER_PAGE).get_page(request.GET.get("page"))
            context |= {
                "total": len(found.matches),
                "kinds": [
                    (name, label, found.counts[name]) for name, (_one, label) in KINDS.items() if found.counts[name]
                ],
                "results": found.results(page.object_list),
                "pages": page,
            }
    return render(request, "home/search.html", context)


@require_safe
def suggest(request):
    """What begins as `?q=` does, as JSON: {"suggestions": [{"url", "zh", "translation", "kind"}], "status"}.

    zh and translation are HTML with marks; kind and status are words for the reader.
    """
    text = " ".join(request.GET.get("q", "").split())
    found = Search(text, request, Locale.get_active()).suggestions() if len(text) <= MAX_LENGTH else []
    suggestions = [{"url": each.url, **each.title, "kind": each.kind_name} for each in found if each.url]
    status = ngettext("%(count)d suggestion", "%(count)d suggestions", len(suggestions)) % {"count": len(suggestions)}
    return JsonResponse({"suggestions": suggestions, "status": status}, json_dumps_params={"ensure_ascii": False})
