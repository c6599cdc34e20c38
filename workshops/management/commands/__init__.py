"""Commands of the workshops."""
