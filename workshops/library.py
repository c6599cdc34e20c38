"""The resources of a library: search and filters."""


class Library:
    """Resources, and those among them that an address asks for."""

    def __init__(self, page, query, url):
        self.page, self.query, self.url = page, query, url
