"""Name what polling a feed takes."""

from collections.abc import Callable
from datetime import datetime

import msgspec

from connectors.child import Runner
from connectors.fetching.fetch import Fetching
from connectors.fetching.hosts import Hosts
from connectors.polling.counts import Counts
from connectors.polling.network import Network
from connectors.polling.pages import Pages
from connectors.polling.places import Places
from connectors.polling.store import Store


class Tools(msgspec.Struct, frozen=True, kw_only=True):
    """What polling a feed takes."""

    store: Store
    hosts: Hosts
    fetcher: Fetching
    parser: Runner
    pages: Pages
    network: Network
    places: Places
    counts: Counts
    clock: Callable[[], datetime]
    random: Callable[[], float]
