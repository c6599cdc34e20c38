"""Which pages are open is known when Wagtail serves them."""

from wagtail import hooks

from .keep import open_page


@hooks.register("before_serve_page", order=-100)
def tell_open_page(page, request, serve_args, serve_kwargs):
    """Mark the request of a page that everyone may read."""
    open_page(page, request)
