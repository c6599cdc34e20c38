"""What pages about workshops have in Wagtail's admin beside their fields.

sources    what is written of a source
checklist  a side panel: what a good page still lacks
"""
