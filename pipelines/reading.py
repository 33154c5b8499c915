"""Read the planned records of a range."""

from collections.abc import Callable, Iterator
from contextlib import closing
from typing import TypeAlias

from pipelines.lake.plan import Range, records_from
from pipelines.work import Arrival
from schemas.errors import RangeGoneError, StreamReplacedError
from streams import Record, Stream

StreamOpener: TypeAlias = Callable[[str], Stream]
"""Opens a stream by name; picklable, so that a worker elsewhere can read its own ranges."""


def read_range(open_stream: StreamOpener, part: Range) -> Iterator[Arrival]:
    """Read what a range has planned, repeats left out.

    Raises StreamReplacedError when the stream is not the planned one any more, RangeGoneError when a
    planned record is not there.
    """
    with closing(open_stream(part.stream)) as stream:
        _check_identity(stream, part)
        wanted = {one.offset: one for one in part.numbered}
        for record in _between(stream, part):
            numbered = wanted.pop(record.offset, None)
            if numbered is not None:
                yield Arrival(
                    stream=part.stream,
                    place=part.place,
                    partition=part.partition,
                    numbered=numbered,
                    key=record.key,
                    value=record.value,
                    headers=record.headers,
                    appended_at=record.appended_at,
                )
    if wanted:
        raise RangeGoneError(
            f"stream {part.stream}: offset {min(wanted)} of partition {part.partition} was planned and is gone"
        )


def _between(stream: Stream, part: Range) -> Iterator[Record]:
    for record in records_from(stream, part.partition, part.start, part.end - part.start):
        if record.offset >= part.end:
            return
        yield record


def _check_identity(stream: Stream, part: Range) -> None:
    found = stream.identity()
    if found != part.identity:
        raise StreamReplacedError(
            f"stream {part.stream}: is {found} now, {part.identity} was planned; it was deleted and created anew"
        )
