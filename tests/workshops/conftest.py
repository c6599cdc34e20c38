"""What tests of pages about workshops may use: an index, what pages are filled with, and how they are read."""

import re

import pytest

from tests.workshops import filled
from workshops import models


@pytest.fixture
def index(home):
    """The index of all workshops, in Chinese."""
    return filled.make(models.WorkshopIndexPage, home, title="工坊", slug="workshops")


@pytest.fixture
def filling():
    """What pages are filled with."""
    return filled.Filling()


@pytest.fixture
def shown(client):
    """shown(page) is the main part of its answer as one line of HTML, in the page's own language."""

    def read(page, query=""):
        response = client.get(f"{page.url}{query}")
        assert response.status_code == 200
        html = re.sub(r"\s+", " ", response.content.decode())
        return html[html.index("<main") : html.index("</main>")]

    return read
