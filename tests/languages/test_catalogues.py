"""The interface texts on a fresh machine: compiled while the site is already running."""

import polib
from django.utils.translation import gettext, override

from qiao.languages.catalogues import compile_catalogues


def test_texts_that_were_read_before_they_were_compiled_are_read_anew(settings, tmp_path):
    source = tmp_path / "zh_Hans" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    texts = polib.POFile()
    texts.metadata = {"Content-Type": "text/plain; charset=UTF-8"}
    texts.append(polib.POEntry(msgid="A text of this test", msgstr="测试的文字"))
    texts.save(str(source))
    settings.LOCALE_PATHS = [tmp_path]
    with override("zh-hans"):
        assert gettext("A text of this test") == "A text of this test"

    written = compile_catalogues(tmp_path)

    assert written == [source.with_suffix(".mo")]
    with override("zh-hans"):
        assert gettext("A text of this test") == "测试的文字"
    assert compile_catalogues(tmp_path) == []
