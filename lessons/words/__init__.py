"""The glossary as a whole: its pages for readers, its tables and decks, and what editors bring in from files."""
