"""Turn results into rows of the lake, under the day they are filed."""

from datetime import UTC, datetime

import msgspec

from pipelines.lake.staging import Staged
from pipelines.work import Arrival, Failed, Tagged
from schemas.rows import ArticleRow, FailureRow, Place, article_row
from schemas.table import ARTICLES, FAILURES


class LakeRows(msgspec.Struct, frozen=True):
    """What every row of one batch shares, and whether the articles' wording may be kept."""

    batch: int
    committed_at: datetime
    pipeline_version: str
    keep_text: bool = True

    def by_table_and_day(self, result: Tagged | Failed) -> tuple[str, Staged]:
        """Return `table/day`, as text for a deterministic key, and the row to be staged."""
        if isinstance(result, Tagged):
            key = f"{ARTICLES}/{result.arrival.numbered.day.isoformat()}"
            return key, Staged(result.arrival.numbered, self._article(result))
        day = result.arrival.appended_at.astimezone(UTC).date()
        return f"{FAILURES}/{day.isoformat()}", Staged(result.arrival.numbered, self._failure(result))

    def _article(self, tagged: Tagged) -> ArticleRow:
        numbered = tagged.arrival.numbered
        return article_row(
            tagged.article,
            tagged.tags,
            self._place(tagged.arrival),
            revision=numbered.revision,
            date_quality=numbered.date_quality,
            keep_text=self.keep_text,
        )

    def _failure(self, failed: Failed) -> FailureRow:
        failure = failed.failure if self.keep_text else msgspec.structs.replace(failed.failure, payload=None)
        return FailureRow(
            **msgspec.structs.asdict(failure),
            **msgspec.structs.asdict(self._place(failed.arrival)),
            pipeline_version=self.pipeline_version,
        )

    def _place(self, arrival: Arrival) -> Place:
        return Place(
            stream=arrival.place,
            partition=arrival.partition,
            offset=arrival.numbered.offset,
            batch=self.batch,
            committed_at=self.committed_at,
        )
