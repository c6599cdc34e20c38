"""The pictures show every block that there is."""

from lessons.blocks import lesson_blocks

from . import specimen


def test_every_kind_of_block_is_pictured():
    assert set(specimen.kinds()) == {name for name, _block in lesson_blocks()}
