"""What people are told where a request can't be carried out: which limit was passed, what is full, or that we know."""

import errno
import sys

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.db import Error as DatabaseError
from django.http import HttpResponse, JsonResponse
from django.template import loader
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.views import defaults

# No room on the device, or none left of what a person may use of it.
_FULL = {errno.ENOSPC, errno.EDQUOT}
# PostgreSQL's disk_full and what SQLite says.
_DISK_FULL = "53100"
_SQLITE_FULL = "database or disk is full"


def is_full(error):
    """Whether an exception, or what caused it, means that a disk has no room left: that of media or of the database."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in _FULL:
            return True
        if isinstance(error, DatabaseError) and (_SQLITE_FULL in str(error) or _sqlstate(error) == _DISK_FULL):
            return True
        error = error.__cause__ or error.__context__
    return False


def _sqlstate(error):
    return getattr(error.__cause__, "sqlstate", None)


def full():
    """The sentence for whoever could not save something."""
    return _("There is no room left on the server: nothing was saved. Tell those who run it, and try again later.")


def server_error(request, template_name=defaults.ERROR_500_TEMPLATE_NAME):
    """Django's handler500, that says so with status 507 where a disk is full."""
    if not is_full(sys.exc_info()[1]):
        return defaults.server_error(request, template_name)
    return _answer(request, 507, _("There is no room left"), full())


def bad_request(request, exception, template_name=defaults.ERROR_400_TEMPLATE_NAME):
    """Django's handler400, that names the limit where a form is too large for one."""
    if isinstance(exception, RequestDataTooBig):
        limit = filesizeformat(settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
        sentence = _("What was sent is larger than %(limit)s, files not counted: send less at once.")
    elif isinstance(exception, TooManyFieldsSent):
        limit = settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
        sentence = _("What was sent has more than %(limit)s fields: send less at once.")
    else:
        return defaults.bad_request(request, exception, template_name)
    return _answer(request, 413, _("That is too much"), sentence % {"limit": limit})


def _answer(request, status, title, sentence):
    """A page that needs neither database nor session; JSON for the admin's scripts."""
    if request.headers.get("X-Requested-With") == "XMLHttpRequest":
        return JsonResponse({"success": False, "error_message": sentence, "error": sentence}, status=status)
    page = loader.get_template("qiao/operations/refused.html")
    return HttpResponse(page.render({"title": title, "sentence": sentence}), status=status)
