"""Run `python -m watchfloor` as `watchfloor`."""

from watchfloor.cli import main

if __name__ == "__main__":
    main()
