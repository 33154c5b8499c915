"""Check a home's promises, restore its commit database."""

from pipelines.lake.rebuild import RebuildReport, rebuild
from pipelines.lake.verify import Verification, verify
from watchfloor.home import Home


def verify_home(home: Home) -> Verification:
    """Return what holds and what does not, on the real directory; writes nothing."""
    return verify(home.layout)


def rebuild_home(home: Home) -> RebuildReport:
    """Restore the commit database from the footers of the lake's files; no writer may run."""
    return rebuild(home.layout)
