"""Run the graph over one plan, on an explicitly named runner."""

import logging
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
    logging.getLogger("apache_beam.runners.common").addFilter(_is_not_told_anyway)
    try:
        with beam.Pipeline(runner=FnApiRunner(), options=options) as pipeline:
            ranges = pipeline | "Plan" >> beam.Create(ranges_of(plan))
            monitor(ranges, engine.open_stream, engine.pool, rows, engine.staging, plan.outline())
    except (WatchfloorError, RuntimeError) as error:
        raise _raised_by_a_step(error) or error from error


def _is_not_told_anyway(record: logging.LogRecord) -> bool:
    # Beam logs what a step raises, traceback and all; what `run` raises by its own name needs none.
    return record.exc_info is None or not isinstance(record.exc_info[1], WatchfloorError)


_LAST_LINE = re.compile(r"(?:schemas\.errors\.(?P<name>\w+): )?(?P<text>.*?)(?: \[while running '.*'\])?")


def _raised_by_a_step(error: Exception) -> WatchfloorError | None:
    # Beam adds the step's name to the text of what was raised; from another process comes a RuntimeError whose
    # text is a traceback, with what was raised on its last line.
    found = _LAST_LINE.fullmatch(str(error).strip().rpartition("\n")[2])
    if found is None:
        return None
    kind = type(error) if isinstance(error, WatchfloorError) else vars(errors).get(found["name"])
    if kind is None or kind.__init__ is not Exception.__init__:
        return None
    raised: WatchfloorError = kind(found["text"])
    return raised
