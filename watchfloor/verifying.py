"""Check a home's promises, restore its commit database."""

from contextlib import ExitStack, closing

from pipelines.lake.rebuild import RebuildReport, rebuild
from pipelines.lake.verify import Verification, verify
from watchfloor.home import Home
from watchfloor.streams import PROCESSED, stream_opener


def verify_home(home: Home) -> Verification:
    """Return what holds and what does not, on the real directory; writes nothing and may run beside a writer.

    The streams are asked too, whether they still hold what comes next; an embedded one that is gone is left
    for `status` and the next start to name.
    """
    if home.configuration.stream == "embedded" and not home.layout.stream.exists():
        return verify(home.layout)
    opener = stream_opener(home)
    with ExitStack() as stack:
        streams = {name: stack.enter_context(closing(opener(name))) for name in PROCESSED}
        return verify(home.layout, streams)


def rebuild_home(home: Home) -> RebuildReport:
    """Restore the commit database from the footers of the lake's files; no writer may run."""
    return rebuild(home.layout)
