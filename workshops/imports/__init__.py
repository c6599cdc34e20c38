"""Figures and institutions from a table: looked at first, and stored together or not at all.

cells         what is written in a cell: numbers, dates, chosen words, headings
rows          what becomes of a line of the table
indicators    figures of one page, as a new draft of it
institutions  institutions, added or changed
templates     tables to fill
views         choose a file, look at what becomes of it, agree
"""
