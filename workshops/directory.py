"""The workshops of an index: filters with counts, and where each lies."""


class Directory:
    """Workshops, and those among them that an address asks for."""

    def __init__(self, index, query, url):
        self.index, self.query, self.url = index, query, url
