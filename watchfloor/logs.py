"""Write one line an event on stderr."""

import json
import logging
import sys
from datetime import UTC, datetime


def set_up(style: str, *, verbose: bool = False, quiet: bool = False) -> None:
    """Log to stderr as `text` or `json`; other libraries, and all when `quiet`, only from warnings on."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Json() if style == "json" else _Text())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    level = logging.DEBUG if verbose else logging.WARNING if quiet else logging.INFO
    for name in ("schemas", "streams", "connectors", "pipelines", "watchfloor"):
        logging.getLogger(name).setLevel(level)
    # Beam warns at import that a cloud client we do not use is absent, at the root logger.
    root.addFilter(_is_ours_or_grave)
    handler.addFilter(_is_ours_or_grave)


def _is_ours_or_grave(record: logging.LogRecord) -> bool:
    return "apitools" not in record.getMessage()


class _Text(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        moment = datetime.fromtimestamp(record.created, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        line = f"{moment} {record.levelname.lower():7} {record.name}: {record.getMessage()}"
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


class _Json(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        event = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            event["traceback"] = self.formatException(record.exc_info)
        return json.dumps(event, ensure_ascii=False)
