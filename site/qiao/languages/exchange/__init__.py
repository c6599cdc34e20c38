"""Translations out to the files of translators' own tools, and in again with a report of what became of each text.

    units     what a file holds: the texts of a page, of a course, of a language
    po        gettext PO          xliff   XLIFF 1.2
    reading   a file that came back, whatever it is
    load      compared with what is there, and stored
    views     the pages of the admin

A text is known by its place, "<translation key>/<path in the page>", and by its Chinese, so that it finds its place
again also in a file that a tool sorted, cut or converted. XLIFF is written and read with the standard library and
defusedxml; translate-toolkit, which the tests try the files with, is under the GPL, which this project is not.
"""
