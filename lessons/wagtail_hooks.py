"""The glossary and the import of lessons in Wagtail's admin."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from qiao.bilingual.glossary import AGREED_HOOK, HOOK

from . import glossary
from .documents import menu
from .editor import level, side_panels, templates
from .institutions.admin import InstitutionViewSet
from .institutions.choosers import institution_chooser
from .models import Term
from .words import views as words


class TermViewSet(SnippetViewSet):
    """Lists, searches and edits terms; each language's editors see all and change their own."""

    model = Term
    icon = "list-ul"
    menu_label = _("Terms")
    menu_order = 250
    add_to_admin_menu = True
    index_view_class = words.TermIndexView
    list_display = ["hanzi", "pinyin", "meaning", "field"]
    list_filter = ["field", "part_of_speech"]
    panels = [
        FieldRowPanel([FieldPanel("hanzi"), FieldPanel("pinyin")]),
        FieldRowPanel([FieldPanel("part_of_speech"), FieldPanel("field")]),
        FieldPanel("meaning", help_text=_("A Chinese term stands for itself; its meaning is written in translation.")),
        FieldPanel("english"),
        FieldPanel("explanation"),
        FieldPanel("image"),
        FieldPanel("audio"),
    ]


register_snippet(TermViewSet)


@hooks.register("register_admin_viewset")
def institutions():
    """Those that courses belong to and that take part, and their chooser."""
    return [institution_chooser, InstitutionViewSet()]


hooks.register(HOOK, glossary.pinyin)
hooks.register(AGREED_HOOK, glossary.agreed)
hooks.register("register_admin_urls", menu.urls)
hooks.register("register_admin_urls", level.urls)
hooks.register("register_admin_urls", templates.urls)
hooks.register("register_admin_urls", words.urls)
hooks.register("before_create_page", templates.offer)
hooks.register("register_page_listing_more_buttons", menu.listing_button)
hooks.register("register_page_header_buttons", menu.header_button)

side_panels.add(level.panel)
