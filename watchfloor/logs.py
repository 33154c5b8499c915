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


def flags() -> tuple[str, ...]:
    """Return the flags with which another of our processes logs as this one does."""
    style = ("--log", "json") if _is_json() else ()
    return (*style, "--verbose") if logging.getLogger("watchfloor").level == logging.DEBUG else style


def last_line(message: str, level: str = "info") -> str:
    """Return a line in the style of the log for what cannot be logged: a signal's, or a command's last word."""
    if not _is_json():
        return f"watchfloor: {message}"
    return _json_line(datetime.now(UTC), level, "watchfloor", message)


def _is_json() -> bool:
    return any(isinstance(handler.formatter, _Json) for handler in logging.getLogger().handlers)


def _is_ours_or_grave(record: logging.LogRecord) -> bool:
    return "apitools" not in record.getMessage()


class _Text(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        moment = datetime.fromtimestamp(record.created, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        line = f"{moment} {record.levelname.lower():7} {record.name}: {record.getMessage()}"
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


class _Json(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        moment = datetime.fromtimestamp(record.created, UTC)
        traceback = {"traceback": self.formatException(record.exc_info)} if record.exc_info else {}
        return _json_line(moment, record.levelname.lower(), record.name, record.getMessage(), **traceback)


def _json_line(moment: datetime, level: str, logger: str, message: str, **more: str) -> str:
    event = {"time": moment.isoformat(), "level": level, "logger": logger, "message": message, **more}
    return json.dumps(event, ensure_ascii=False)
