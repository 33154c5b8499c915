"""Give tests one real Kafka broker a session."""

from collections.abc import Iterator

import pytest
from conftest import required
from kafka_broker import KafkaBroker, jars, missing_tools


@pytest.fixture(scope="session")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KafkaBroker]:
    """A running broker on loopback; a test that kills it starts it again."""
    if (why := missing_tools()) is not None:
        required("Apache Kafka", why)
    broker = KafkaBroker(tmp_path_factory.mktemp("kafka"), jars())
    broker.start()
    yield broker
    broker.stop()
