"""Append to a stream in a process of its own until killed.

Takes the pickled stream on standard input, appends the numbers 0, 1, 2 ... three at a time, and prints how many
are acknowledged after each append.
"""

import pickle
import sys
from itertools import count

from streams import Envelope, Stream

TOGETHER = 3


def main() -> None:
    """Append for ever."""
    stream: Stream = pickle.load(sys.stdin.buffer)
    for first in count(0, TOGETHER):
        stream.append([Envelope(f"key-{n}", str(n).encode()) for n in range(first, first + TOGETHER)])
        print(first + TOGETHER, flush=True)


if __name__ == "__main__":
    main()
