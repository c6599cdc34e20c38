"""The desk where a page or a term is translated, sentence by sentence; it stands where wagtail-localize's editor stands."""
