"""The types of pages about workshops."""
