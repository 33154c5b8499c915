"""The whole road over a real Kafka broker: seed text, spool, relay, topic, driver, lake."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from schemas.wire import ARTICLES
from watchfloor.home import Configuration, Home
from watchfloor.ingesting import ingest_seeds
from watchfloor.lake import open_lake
from watchfloor.processing import process_home
from watchfloor.status import status_of
from watchfloor.streams import PUBLISHED

if TYPE_CHECKING:
    from kafka_broker import KafkaBroker

pytest_plugins = ("kafka_fixture",)
pytestmark = pytest.mark.kafka


@pytest.fixture
def topics(broker: KafkaBroker) -> Iterator[dict[str, str]]:
    from streams.kafka import create_topic

    options = {"bootstrap_servers": broker.bootstrap, "group_id": f"group-{uuid.uuid4().hex}"}
    for name in PUBLISHED:
        create_topic(name, options, partitions=2 if name == ARTICLES else 1)
    return options


def _home(tmp_path: Path, options: dict[str, str]) -> Home:
    configuration = Configuration(stream="kafka", kafka=dict(options), ner="off", workers=1, metrics_port=0)
    (tmp_path / "home").mkdir()
    return Home(tmp_path / "home", configuration)


def _write(folder: Path, number: int) -> None:
    folder.mkdir(exist_ok=True)
    for index in range(number):
        (folder / f"{index}.txt").write_text(f"Report {index} from Paris\n\nFrance met Germany, number {index}.\n")
    (folder / "bad.jsonl").write_text("{\n")


def test_seed_text_reaches_the_lake_through_kafka(tmp_path: Path, topics: dict[str, str]) -> None:
    home = _home(tmp_path, topics)
    _write(tmp_path / "seeds", 30)
    assert ingest_seeds(home, [tmp_path / "seeds"]) == 1
    assert process_home(home, once=True) == 1
    with closing(open_lake(home.layout.lake)) as lake:
        articles = lake.execute("SELECT count(*), count(DISTINCT partition) FROM articles").fetchone()
        failures = lake.execute("SELECT stage, reason FROM failures").fetchall()
    assert articles == (30, 2)
    assert failures == [("parse", "invalid_json")]
    status = status_of(home)
    assert sum(part.lag for part in status.partitions) == 0
    assert all(part.rows + part.failures + part.repeats + part.gaps == part.committed for part in status.partitions)


def test_a_second_run_finds_nothing_new_on_kafka(tmp_path: Path, topics: dict[str, str]) -> None:
    home = _home(tmp_path, topics)
    _write(tmp_path / "seeds", 3)
    ingest_seeds(home, [tmp_path / "seeds"])
    process_home(home, once=True)
    ingest_seeds(home, [tmp_path / "seeds"])
    assert process_home(home, once=True) == 0


def test_the_group_is_told_how_far_the_lake_is(tmp_path: Path, topics: dict[str, str]) -> None:
    from kafka import KafkaAdminClient

    home = _home(tmp_path, topics)
    _write(tmp_path / "seeds", 5)
    ingest_seeds(home, [tmp_path / "seeds"])
    process_home(home, once=True)
    with closing(KafkaAdminClient(bootstrap_servers=topics["bootstrap_servers"])) as admin:
        offsets = admin.list_group_offsets([topics["group_id"]])
    told = {
        (place.topic, place.partition): meta.offset
        for places in offsets.values()
        for place, meta in places.items()
        if meta.offset > 0
    }
    committed = {(part.stream, part.partition): part.committed for part in status_of(home).partitions if part.committed}
    assert told == committed
