"""Fail on a copyleft licence in what users install; run as `make licences`."""

import re
import sys
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

COPYLEFT = re.compile(r"\b(A?GPL|LGPL|GNU (Affero |Lesser |Library )?General Public)", re.IGNORECASE)
NAME = re.compile(r"^([A-Za-z0-9._-]+)==", re.MULTILINE)
LOCK = Path(__file__).parent.parent / "requirements.lock"

ALLOWED = {
    "crc32c": "LGPL-2.1, loaded unmodified; makes reading from Kafka twelve times faster",
    "tld": "offered under MPL-1.1 as well, which is the licence we take",
}
"""Distributions that name a copyleft licence and may stay, with the reason."""


def closure(lock: Path = LOCK) -> Iterator[Distribution]:
    """Yield every distribution that the runtime lock names and that this platform has."""
    for name in NAME.findall(lock.read_text(encoding="utf-8")):
        try:
            yield distribution(name)
        except PackageNotFoundError:
            # The lock is universal: some are for other platforms only.
            continue


def licence_of(found: Distribution) -> str:
    """Return what a distribution says of its licence: expression, classifiers, else the first line of the text."""
    metadata = found.metadata
    expression = metadata.get("License-Expression")
    classifiers = [line for line in metadata.get_all("Classifier") or [] if line.startswith("License ::")]
    text = (metadata.get("License") or "").strip().splitlines()
    return "; ".join(filter(None, [expression, *classifiers, *text[:1]]))


def problems() -> list[str]:
    """Name the distributions that may not stay."""
    return [
        f"{found.metadata['Name']} {found.version}: {licence_of(found) or 'names no licence'}"
        for found in closure()
        if COPYLEFT.search(licence_of(found)) and found.metadata["Name"].lower() not in ALLOWED
    ]


if __name__ == "__main__":
    wrong = problems()
    for line in wrong:
        print(f"copyleft: {line}", file=sys.stderr)
    print(f"{sum(1 for _ in closure())} distributions in the runtime closure, {len(wrong)} refused")
    sys.exit(bool(wrong))
