"""An outage of our own network is told from feeds that fail, and no feed is blamed for it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from connectors.feed_state import FeedState
from connectors.polling.counts import Counts
from connectors.polling.network import HOSTS, Network

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
WELL = FeedState(url="http://feed.example/", last_success=NOW)


def failing(times: int) -> FeedState:
    return FeedState(url=WELL.url, last_success=NOW, error="dns", errors_in_row=times)


@pytest.fixture
def network() -> Network:
    return Network(Counts())


@pytest.mark.parametrize("kind", ["own_network", "dns", "connect", "timeout", "tls"])
def test_an_outage_that_a_start_falls_into_is_noticed_at_the_fifth_host_and_all_five_are_undone(
    network: Network, kind: str
) -> None:
    restored: dict[str, FeedState] = {}
    for number in range(5):
        restored |= network.failed(f"h{number}", f"f{number}", WELL, kind)
    assert network.is_down
    assert restored == {f"f{number}": WELL for number in range(5)}


def test_four_hosts_that_fail_are_no_outage_unless_they_name_our_own_network(network: Network) -> None:
    for number in range(4):
        assert network.failed(f"h{number}", "f", WELL, "connect") == {}
    assert not network.is_down
    assert network.failed("h4", "one", WELL, "own_network").keys() == {"f", "one"}


def test_a_single_host_that_names_our_own_network_is_believed(network: Network) -> None:
    assert network.failed("h0", "f0", WELL, "connect") == {}
    assert network.failed("h1", "f1", WELL, "own_network") == {"f1": WELL}


@pytest.mark.parametrize(("failed", "down"), [(7, False), (8, True)])
def test_four_of_five_hosts_have_to_fail(network: Network, failed: int, down: bool) -> None:
    for number in range(10):
        network.answered(f"h{number}")
    for number in range(failed):
        network.failed(f"h{number}", f"f{number}", WELL, "timeout")
    assert network.is_down is down


def test_only_the_hosts_that_were_asked_last_are_looked_at(network: Network) -> None:
    for number in range(3 * HOSTS):
        network.answered(f"h{number}")
    for number in range(40):
        network.failed(f"g{number}", f"f{number}", WELL, "timeout")
    assert network.is_down


@pytest.mark.parametrize(
    ("before", "kind"),
    [(failing(1), "dns"), (FeedState(url=WELL.url), "dns"), (WELL, "404"), (WELL, "html")],
)
def test_feeds_that_were_not_well_and_servers_that_answered_are_no_witnesses(
    network: Network, before: FeedState, kind: str
) -> None:
    for number in range(20):
        assert network.failed(f"h{number}", f"f{number}", before, kind) == {}
    assert not network.is_down


def test_feeds_that_died_one_after_the_other_over_a_year_are_no_outage(network: Network) -> None:
    for host in range(10):
        network.answered(f"h{host}")
    for host in range(9):
        for times, before in enumerate((WELL, failing(1), failing(2), failing(3))):
            assert network.failed(f"h{host}", f"f{host}", before, "dns") == {}, (host, times)
    assert network.failed("h9", "f9", WELL, "dns") == {}
    assert not network.is_down


def test_an_answer_ends_it_and_what_was_heard_before_counts_no_more(network: Network) -> None:
    for number in range(5):
        network.failed(f"h{number}", f"f{number}", WELL, "dns")
    assert network.failed("h9", "f9", failing(7), "dns") == {"f9": failing(7)}
    network.answered("h0")
    assert not network.is_down
    assert network.failed("h1", "f1", WELL, "dns") == {}


def test_a_host_whose_only_feed_died_speaks_neither_for_an_outage_nor_against_it(network: Network) -> None:
    for number in range(4):
        network.failed(f"h{number}", f"f{number}", WELL, "dns")
    network.failed("h0", "f0", failing(2), "dns")
    assert network.failed("h4", "f4", WELL, "dns") == {}
    network.failed("h1", "other", WELL, "dns")
    network.failed("h1", "f1", failing(2), "dns")
    assert network.failed("h5", "f5", WELL, "dns").keys() == {"other", "f2", "f3", "f4", "f5"}


def test_the_verdict_says_how_many_hosts_it_is_of(network: Network, caplog: pytest.LogCaptureFixture) -> None:
    for number in range(HOSTS):
        network.answered(f"h{number}")
    for number in range(40):
        network.failed(f"h{number}", f"f{number}", WELL, "timeout")
    assert "40 of the last 50 hosts gave no answer" in caplog.text
