"""Bring news in: poll, fetch, parse, extract, publish."""
