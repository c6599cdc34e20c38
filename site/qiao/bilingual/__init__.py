"""Sentences in Chinese beside another language: their value, block, field, editor and markup."""
