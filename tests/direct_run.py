"""Process a plan without Beam: the steps of the graph, one after the other in this process."""

from collections import defaultdict
from datetime import UTC, date, datetime

from pipelines.decoding import decode
from pipelines.graph import ranges_of
from pipelines.lake.plan import Plan
from pipelines.lake.staging import Staged, prepare, write, write_manifest
from pipelines.reading import read_range
from pipelines.rows import LakeRows
from pipelines.running import Engine
from pipelines.tagging_pool import attached
from pipelines.work import Decoded


def run_directly(plan: Plan, engine: Engine) -> None:
    """Stage every planned record and write the manifest, as `pipelines.running.run` does."""
    rows = LakeRows(plan.batch, plan.committed_at, engine.pipeline_version, engine.keep_text)
    decoded = [
        decode(arrival, datetime.now(UTC))
        for part in ranges_of(plan)
        for arrival in read_range(engine.open_stream, part)
    ]
    tagged = attached(engine.pool).tag([one for one in decoded if isinstance(one, Decoded)])
    groups: dict[str, list[Staged]] = defaultdict(list)
    for result in [*tagged, *(one for one in decoded if not isinstance(one, Decoded))]:
        key, staged = rows.by_table_and_day(result)
        groups[key].append(staged)
    prepared = [prepare(plan.outline(), *_parsed(key), staged) for key, staged in groups.items()]
    write_manifest(engine.staging, plan, write(engine.staging, plan, prepared))


def _parsed(key: str) -> tuple[str, date]:
    table, day = key.split("/")
    return table, date.fromisoformat(day)
