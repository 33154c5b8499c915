"""Start `watchfloor`."""

import signal


def main() -> None:
    """Run `watchfloor`; a Ctrl-C before its commands are loaded ends it without a trace: nothing has begun."""
    handler = signal.signal(signal.SIGINT, signal.SIG_DFL)
    from watchfloor.cli import app, load

    load()
    signal.signal(signal.SIGINT, handler)
    app()


if __name__ == "__main__":
    main()
