"""Mint the ids of articles and of their versions."""

import hashlib

import msgspec

ID_HEX_DIGITS = 32
"""Ids are the first 128 bits of a SHA-256: no collision is expected below 10**18 articles."""


def content_hash(title: str, summary: str, text: str) -> str:
    """Return the SHA-256 (hex) of the UTF-8 JSON array `[title, summary, text]` as stored."""
    return hashlib.sha256(_json_array(title, summary, text)).hexdigest()


def version_id(article_id: str, prev_content_hash: str | None, content_hash: str) -> str:
    """Return the id of one version of an article.

    It covers the version before, so A -> B -> A are three versions, and the same version published
    twice has one id.
    """
    return _id("version", article_id, prev_content_hash or "", content_hash)


def article_id_of_url(canonical_url: str) -> str:
    """Return the id of the article that a canonical URL stands for."""
    return _id("url", canonical_url)


def article_id_of_entry(feed: str, identity: str) -> str:
    """Return the id of an article known only by its entry in one feed."""
    return _id("entry", feed, identity)


def article_id_of_text(title: str, text: str) -> str:
    """Return the id of a seed text without a URL: moving or renaming its file changes nothing."""
    return _id("text", title, text)


def _id(*parts: str) -> str:
    return hashlib.sha256(_json_array(*parts)).hexdigest()[:ID_HEX_DIGITS]


def _json_array(*parts: str) -> bytes:
    return msgspec.json.encode(parts)
