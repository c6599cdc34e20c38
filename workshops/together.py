"""Rows that many pages name, read once where many pages are written out together."""

from contextlib import contextmanager
from contextvars import ContextVar

__all__ = ["ReadTogether", "rows_read_once"]

_read = ContextVar("rows that were read", default=None)


@contextmanager
def rows_read_once():
    """Within it, the first page that names an institution or a source has all of them read, with one query each."""
    token = _read.set({})
    try:
        yield
    finally:
        _read.reset(token)


class ReadTogether:
    """A block of a chooser whose rows can be read once for many pages."""

    def bulk_to_python(self, values):
        """The row of each key, None for one that is gone."""
        read = _read.get()
        if read is None:
            return super().bulk_to_python(values)
        if self.model_class not in read:
            read[self.model_class] = _all(self.model_class)
        return [read[self.model_class].get(key) for key in values]


def _all(model):
    rows = {row.pk: row for row in model.objects.all()}
    for row in rows.values():
        # What an institution was merged into is among them.
        if getattr(row, "merged_into_id", None):
            row.merged_into = rows[row.merged_into_id]
    return rows
