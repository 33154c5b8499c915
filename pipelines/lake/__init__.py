"""Commit tagged articles to plain Parquet, exactly once."""
