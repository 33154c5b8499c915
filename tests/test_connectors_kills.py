"""A poller that is killed at any moment loses nothing and repeats nothing."""

from pathlib import Path

from ingest_kills import FEEDS, torture


def test_ten_pollers_killed_while_they_publish_lose_and_repeat_nothing(tmp_path: Path) -> None:
    verdict = torture(tmp_path, kills=10, seed=5)
    assert verdict.wrong == ()
    assert verdict.articles > 10 * FEEDS
    assert verdict.versions > verdict.articles
