"""Stroke data and the program that shows it, read where npm put them and served under their licences."""

from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpResponse, JsonResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from qiao.chinese import strokes

MOST_HANZI = 12
MONTH = 30 * 24 * 3600

_SCRIPT = "hanzi-writer/dist/hanzi-writer.min.js"
_DATA = "hanzi-writer-data"
_LICENCES = {"hanzi-writer": "hanzi-writer/LICENSE", "hanzi-writer-data": "hanzi-writer-data/ARPHICPL.TXT"}


def read(hanzi):
    """The strokes of one hanzi as `qiao.chinese.strokes.read` gives them. Raises LookupError where there are none."""
    return strokes.read(_packages() / _DATA, hanzi)


def count(hanzi):
    """How many strokes a hanzi has, or None where that is not known."""
    try:
        return len(read(hanzi)["strokes"])
    except LookupError:
        return None


def are_installed():
    """Whether there is any stroke data here."""
    return (_packages() / _DATA).is_dir()


@require_safe
@cache_control(public=True, max_age=MONTH)
@conditional_page
def data(request, hanzi):
    """The strokes of up to twelve hanzi in one answer, {hanzi: strokes}; those that are not known are left out."""
    if len(hanzi) > MOST_HANZI:
        raise Http404
    found = {}
    for each in hanzi:
        try:
            known = read(each)
        except LookupError:
            continue
        found[each] = {
            **known,
            "directions": [strokes.directions(median) for median in known["medians"]],
            "beginnings": [strokes.beginnings(median) for median in known["medians"]],
        }
    if not found:
        raise Http404
    return JsonResponse(found)


@require_safe
@cache_control(public=True, max_age=MONTH)
@conditional_page
def script(request):
    """The program hanzi-writer."""
    return _file(_SCRIPT, "text/javascript")


@require_safe
@cache_control(public=True, max_age=MONTH)
@conditional_page
def licence(request, name):
    """The licence of one of the two packages, as it came with it."""
    if name not in _LICENCES:
        raise Http404
    return _file(_LICENCES[name], "text/plain")


def _packages():
    return Path(getattr(settings, "QIAO_NODE_MODULES", "node_modules"))


def _file(name, content_type):
    try:
        content = (_packages() / name).read_bytes()
    except OSError as error:
        raise Http404 from error
    return HttpResponse(content, content_type=f"{content_type}; charset=utf-8")
