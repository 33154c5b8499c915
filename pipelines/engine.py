"""Name what a run needs besides its plan."""

from pathlib import Path

import msgspec

from pipelines.reading import StreamOpener
from pipelines.tagging_pool import PoolAddress


class Engine(msgspec.Struct, frozen=True):
    """The streams, the tagger, where to stage, what rows share; `options` are Beam's own flags."""

    open_stream: StreamOpener
    pool: PoolAddress
    staging: Path
    pipeline_version: str
    keep_text: bool = True
    options: tuple[str, ...] = ()
