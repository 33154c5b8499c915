"""Run one tagger in a process of its own, for as long as its driver lives."""

import gc
import pickle
import signal
import sys
from multiprocessing.connection import Connection

from pipelines.trouble import tag_each
from pipelines.work import ArticleTagger
from schemas.errors import WatchfloorError
from streams.orphans import end_with


def main(descriptor: int, parent: int) -> None:
    """Serve chunks from the connection at `descriptor` until it closes.

    First message in: what loads the tagger. First message out: True, or the exception it raised.
    Then a list of articles in, a list of results out.
    """
    end_with(parent)
    # The driver decides when to stop; a Ctrl-C in the terminal reaches the whole process group.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    connection = Connection(descriptor)
    try:
        _serve(connection)
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return


def _serve(connection: Connection) -> None:
    try:
        tagger: ArticleTagger = connection.recv()()
    except Exception as error:  # noqa: BLE001 - told to the driver, which raises it
        connection.send(_sendable(error))
        return
    # What a tagger is made of stays as long as the process: the collector need not look through it again and again.
    gc.collect()
    gc.freeze()
    connection.send(True)
    while True:
        articles = connection.recv()
        try:
            answer: object = tag_each(tagger, articles)
        except Exception as error:  # noqa: BLE001 - told to the driver, which raises it
            answer = _sendable(error)
        connection.send(answer)


def _sendable(error: Exception) -> Exception:
    # Not every exception survives pickling, and some can be pickled only to fail when they are read.
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:  # noqa: BLE001 - whatever it is, its text says enough
        return WatchfloorError(f"{type(error).__name__}: {error}")
    return error


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
