"""What the lesson's page in Wagtail's admin has beside its fields.

level      a side panel: how hard the Chinese is, while it is written
templates  lessons that others are started from
"""
