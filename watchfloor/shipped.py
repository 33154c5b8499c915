"""Find the seeds that come with the program."""

from pathlib import Path

SEEDS = Path(__file__).resolve().parent.parent / "seeds"
"""`seeds/` holds no Python, so it is found beside our packages rather than imported."""


def seed_articles() -> Path:
    """Return the directory of the seed articles."""
    return SEEDS / "articles"


def sample_feeds() -> Path:
    """Return the directory of the feeds that the demo serves."""
    return SEEDS / "demo-feeds"


def feed_list() -> Path:
    """Return the list of known public feeds."""
    return SEEDS / "feeds.toml"
