"""Tag text that is no article of the stream: what `watchfloor tag` is given."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from pipelines.tagging.tagger import Dated, Given, Tagger
from schemas.errors import UsageError
from schemas.tagged import Tags


def tag_text(tagger: Tagger, given: Mapping[str, Any], today: date) -> Tags:
    """Return the tags of `{"text": ..., "title"?, "published"?, "language"?, ...}`; other keys are not looked at.

    Title and text are taken exactly as they are, clean or not, and offsets count their code points.
    `published` is an ISO 8601 date or date-time; without one roles are as of `today`. Raises UsageError
    for a `text` that is no string and for a date that is none.
    """
    return tag_texts(tagger, [given], today)[0]


def tag_texts(tagger: Tagger, given: Sequence[Mapping[str, Any]], today: date) -> list[Tags]:
    """Return the tags of each, as `tag_text` gives them one by one, in fewer calls of the model."""
    return tagger.finish(tagger.drafts([_given(one, today) for one in given]))


def _given(given: Mapping[str, Any], today: date) -> Given:
    title, text = _string(given, "title"), _string(given, "text")
    when = day_given(given.get("published"))
    declared = given.get("language")
    return Given(
        title,
        text,
        Dated(today, True) if when is None else Dated(when, False),
        declared if isinstance(declared, str) else None,
    )


def day_given(value: object) -> date | None:
    """Return the UTC date of an ISO 8601 date or date-time, None for None or an empty string.

    Raises UsageError for anything else.
    """
    if value is None or value == "":
        return None
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError as error:
        raise UsageError(f"{value!r} is no date; write ISO 8601, as 2024-10-28") from error
    return moment.astimezone(UTC).date() if moment.tzinfo else moment.date()


def _string(given: Mapping[str, Any], key: str) -> str:
    value = given.get(key)
    if value is None and key == "title":
        return ""
    if not isinstance(value, str):
        raise UsageError(f"{key!r} is {type(value).__name__}, not a string")
    return value
