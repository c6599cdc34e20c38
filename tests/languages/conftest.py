"""What the tests of translations share."""

import pytest

from qiao.languages import api, memory


@pytest.fixture(autouse=True)
def _nothing_held():
    """The translation memory holds nothing of another test: keys are given again after one was rolled back."""
    memory.forget()
    yield
    memory.forget()


@pytest.fixture
def russian(lesson, languages):
    """The lesson submitted for translation into Russian, with nothing translated yet."""
    [translation] = api.submit(lesson, [languages["ru"]])
    return translation
