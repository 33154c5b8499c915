"""Extract articles from web pages."""
