"""What pages about workshops have in Wagtail's admin beside their fields.

checklist  a side panel: what a good page still lacks
lacks      what that is
sources    what is written of a source
"""
