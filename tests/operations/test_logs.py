"""What production writes down: one JSON object a line, a name for each request, and nothing of a person."""

import io
import json
import logging
import logging.config

import pytest
from django.test import Client

from config import logs
from qiao.operations.logs import RequestId


@pytest.fixture
def written():
    """written() is what was logged until then, one dictionary a line; the handler is that of production."""
    configuration = logs.configuration("INFO")
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    formatter = dict(configuration["formatters"]["json"])
    configurator = logging.config.DictConfigurator({"version": 1})
    handler.setFormatter(configurator.configure_formatter(formatter))
    handler.addFilter(RequestId())
    root, ours = logging.getLogger(), logging.getLogger("qiao.operations.logs")
    before = ours.level
    root.addHandler(handler)
    ours.setLevel("INFO")
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    ours.setLevel(before)
    root.removeHandler(handler)


@pytest.mark.django_db
def test_a_request_is_one_line_with_what_an_operator_asks_for(written, lesson):
    answer = Client().get(f"{lesson.get_url()}?name=secret")
    (line,) = written()
    assert (line["method"], line["path"], line["status"]) == ("GET", lesson.get_url(), 200)
    assert line["duration_ms"] > 0
    assert line["request_id"] == answer.headers["X-Request-ID"]
    assert line["level"] == "INFO"
    assert line["time"].startswith("20")
    assert "secret" not in json.dumps(line)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "is_kept"), [("edge-1234.5678_a", True), ('x"}\n{"level": "INFO', False), ("a" * 65, False), ("", False)]
)
def test_the_proxys_name_of_a_request_is_taken_over_where_it_is_one(written, given, is_kept):
    answer = Client().get("/sitemap.xml", headers={"X-Request-ID": given})
    assert (answer.headers["X-Request-ID"] == given) == is_kept
    assert written()[0]["request_id"] == answer.headers["X-Request-ID"]


def test_an_address_that_is_a_secret_is_not_written_down(written, db):
    Client().get("/admin/password_reset/confirm/MQ/c0ffee-5ec4e7/")
    assert "5ec4e7" not in json.dumps(written())
    assert written()[0]["path"] == "/admin/password_reset/confirm/<uidb64>/<token>/"


def test_a_failure_is_one_line_with_its_traceback(written, lesson, monkeypatch):
    def fail(*args, **kwargs):
        raise ZeroDivisionError("the fault")

    monkeypatch.setattr(type(lesson), "get_context", fail)
    answer = Client(raise_request_exception=False).get(lesson.get_url())
    assert answer.status_code == 500
    failure = next(line for line in written() if line["level"] == "ERROR")
    assert "ZeroDivisionError: the fault" in failure["exc_info"]
    assert failure["request_id"] == answer.headers["X-Request-ID"]
    assert "request" not in failure


def test_lines_outside_of_requests_have_no_request(written):
    logging.getLogger("gunicorn.error").error("Booting %s", "worker")
    assert written()[0]["message"] == "Booting worker"
    assert "request_id" not in written()[0]
