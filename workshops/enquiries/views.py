"""The form of an enquiry, and the page that thanks for it; neither is kept."""

from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from ..exchange.readable import page_or_none
from ..pages.workshops import WorkshopPage
from .forms import EnquiryForm
from .limits import MOST_AN_HOUR, is_one_too_many
from .models import Enquiry
from .sending import submit


@never_cache
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def enquire(request, key):
    """Show the form, or take what was written. key: the translation key of a workshop that takes enquiries."""
    page = _workshop(key)
    form = EnquiryForm(page.translation_key, request.POST if request.method == "POST" else None)
    status, too_many = 200, False
    if form.is_bound:
        if form.is_valid():
            known = Enquiry.objects.filter(form=form.form_number).exists()
            too_many = not known and is_one_too_many(request)
            if not too_many:
                submit(page, form=form.form_number, language=get_language(), **form.written)
                return HttpResponseRedirect(reverse("qiao_workshops_enquiry_sent", args=[key]))
        status = 429 if too_many else 422
        form.ask_again()
    context = {"workshop": page, "form": form, "too_many": too_many, "most": MOST_AN_HOUR}
    return render(request, "workshops/enquiry.html", context, status=status)


@never_cache
@require_safe
def sent(request, key):
    """Thank for an enquiry."""
    return render(request, "workshops/enquiry_sent.html", {"workshop": _workshop(key)})


def _workshop(key):
    page = page_or_none(key, [WorkshopPage], get_language(), fallback=True)
    if page is None or not page.takes_enquiries:
        raise Http404
    return page
