"""The desk where a page or a term is translated, sentence by sentence, in the place of wagtail-localize's editor."""
