"""Side panels of our own in Wagtail's editor, which has no hook for those of pages (Wagtail issue 12179)."""

from functools import wraps

from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.views.pages.create import CreateView
from wagtail.admin.views.pages.edit import EditView

SCRIPT = "lessons/form-panel.js"
"""What the scripts of panels stand on that follow the form."""

_makers = []


def add(make):
    """Ask for a panel whenever a page is opened in the editor. make: a function of Wagtail's view; None: no panel."""
    _makers.append(make)
    for view in (CreateView, EditView):
        if not hasattr(view.get_side_panels, "__wrapped__"):
            view.get_side_panels = _extended(view.get_side_panels)


def _extended(get_side_panels):
    @wraps(get_side_panels)
    def extended(view):
        panels = get_side_panels(view)
        # What is saved in the background has no panels of ours.
        if getattr(view, "expects_json_response", False) or getattr(view, "hydrate_create_view", False):
            return panels
        return MediaContainer([*panels, *filter(None, (make(view) for make in _makers))])

    return extended
