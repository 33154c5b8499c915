"""Run the graph over one plan, on an explicitly named runner."""

import re

import apache_beam as beam
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.runners.portability.fn_api_runner import FnApiRunner

from pipelines.engine import Engine
from pipelines.graph import monitor, ranges_of
from pipelines.lake.plan import Plan
from pipelines.lake.staging import write_manifest
from pipelines.rows import LakeRows
from schemas import errors
from schemas.errors import WatchfloorError


def run(plan: Plan, engine: Engine) -> None:
    """Process one plan to the end: every planned record is staged, and the manifest written.

    Runs on FnApiRunner, which Beam's DirectRunner uses for such pipelines; plain DirectRunner would first
    try to download another runner. Raises what a step raised when that was a WatchfloorError, else what Beam
    makes of it.
    """
    if not ranges_of(plan):
        write_manifest(engine.staging, plan, [])
        return
    rows = LakeRows(plan.batch, plan.committed_at, engine.pipeline_version, engine.keep_text)
    options = PipelineOptions(list(engine.options), pipeline_type_check=False)
    try:
        with beam.Pipeline(runner=FnApiRunner(), options=options) as pipeline:
            ranges = pipeline | "Plan" >> beam.Create(ranges_of(plan))
            monitor(ranges, engine.open_stream, engine.pool, rows, engine.staging, plan.outline())
    except RuntimeError as error:
        raise _raised_by_a_step(error) or error from error


_LAST_LINE = re.compile(r"schemas\.errors\.(?P<name>\w+): (?P<text>.*?)(?: \[while running '.*'\])?")


def _raised_by_a_step(error: RuntimeError) -> WatchfloorError | None:
    # Beam turns what a step raised into the text of a RuntimeError, the exception itself on the last line.
    found = _LAST_LINE.fullmatch(str(error).strip().rpartition("\n")[2])
    kind = vars(errors).get(found["name"]) if found else None
    if found is None or kind is None or kind.__init__ is not Exception.__init__:
        return None
    raised: WatchfloorError = kind(found["text"])
    return raised
