"""What is new: activities and stories in one language, as RSS and as Atom."""

from django.contrib.syndication.views import Feed
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed
from django.utils.translation import gettext as _

from lessons.jsonld import tag, text

from ..pages.learners import StoryPage
from ..pages.workshops import WorkshopIndexPage
from .calendars import ACTIVITIES
from .readable import language, pages_of

__all__ = ["NewsAsAtom", "NewsAsRss"]

NEWEST = 30


class _Tagged:
    """A feed whose language is written as BCP 47 has it."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs | {"language": tag(language())})


class _Rss(_Tagged, Rss201rev2Feed):
    pass


class _Atom(_Tagged, Atom1Feed):
    pass


class NewsAsRss(Feed):
    """The newest activities and stories of the active language."""

    feed_type = _Rss

    def get_object(self, request):
        """The request: addresses in a feed have its host."""
        return request

    def title(self, request):
        """Of the whole feed."""
        return _("Events and stories")

    def description(self, request):
        """What is in it."""
        return _("Exchanges, events, competitions and stories of the workshops.")

    subtitle = description

    def link(self, request):
        """The index of the workshops, or else the site."""
        index = pages_of([WorkshopIndexPage], language())
        return index[0].get_url(request) if index else "/"

    def items(self, request):
        """The pages that were published last."""
        # A page that a program made live has no day of publication, and is no news.
        found = [page for page in pages_of([*ACTIVITIES, StoryPage], language()) if page.first_published_at]
        return sorted(found, key=lambda page: (page.first_published_at, page.pk), reverse=True)[:NEWEST]

    def item_title(self, page):
        """Its title."""
        return page.title

    def item_description(self, page):
        """Its summary in the language of the page."""
        return text(page.summary, page.locale.language_code)

    def item_link(self, page):
        """Its address."""
        return page.get_url()

    def item_guid(self, page):
        """The same for ever, in each language another."""
        return f"urn:uuid:{page.translation_key}:{page.locale.language_code}"

    item_guid_is_permalink = False

    def item_pubdate(self, page):
        """When it was first published."""
        return page.first_published_at

    def item_updateddate(self, page):
        """When it was last published."""
        return page.last_published_at

    def item_categories(self, page):
        """What kind of page it is."""
        return [str(page._meta.verbose_name)]


class NewsAsAtom(NewsAsRss):
    """The same as Atom."""

    feed_type = _Atom
