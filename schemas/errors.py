"""The tree of everything Watchfloor raises on purpose.

WatchfloorError              exit code 1: it failed
├── UsageError               exit code 2: it was used wrongly; the message says what to do
│   ├── ConfigurationError   an unknown key, a bad value, a home that is not one
│   ├── VocabularyError      a vocabulary file that does not hold together
│   ├── ModelError           the language model is missing or not the pinned one
│   └── StoppedError         too many failures in a row: a person has to look first
├── ArticleError             one article cannot be processed; becomes a Failure
├── FeedError                one feed cannot be fetched or parsed; touches no other feed
├── StreamError              the stream cannot be read or written
│   ├── StreamReplacedError  the stream was re-created since the last batch
│   ├── RangeGoneError       offsets that were never processed are no longer held
│   ├── RecordTooLargeError  single records are larger than the stream takes; the others were appended
│   └── SpoolFullError       the disk budget of the embedded stream is used up
├── LakeError                the lake is not as the commit database says
│   ├── WriterLockedError    another writer holds the lake
│   ├── SupersededError      another writer has taken over
│   └── NewerVersionError    the state was written by a newer version
└── InterruptedRun           the run was asked to stop; nothing was lost
"""


class WatchfloorError(Exception):
    """Base of all errors raised on purpose; its text names the thing that failed and the remedy."""

    exit_code = 1


class UsageError(WatchfloorError):
    """The program was used wrongly or not set up; running it again unchanged cannot help."""

    exit_code = 2


class ConfigurationError(UsageError):
    """A configuration file, flag, environment variable or home is not valid."""


class VocabularyError(UsageError):
    """A vocabulary file is malformed or contradicts another one."""


class ModelError(UsageError):
    """The language model is missing, or is not the one that the installation pins."""


class StoppedError(UsageError):
    """Processing stopped itself because too many articles failed; a person has to accept it."""


class ArticleError(WatchfloorError):
    """One article cannot be processed.

    `stage` and `reason` are from the closed lists of `schemas.failure`; `detail` is for people.
    """

    def __init__(self, stage: str, reason: str, detail: str) -> None:
        super().__init__(f"{stage}: {reason}: {detail}")
        self.stage = stage
        self.reason = reason
        self.detail = detail

    def __reduce__(self) -> tuple[type["ArticleError"], tuple[str, str, str]]:
        return type(self), (self.stage, self.reason, self.detail)


class FeedError(WatchfloorError):
    """One feed cannot be fetched or parsed; `kind` is the class of the error."""

    def __init__(self, kind: str, detail: str) -> None:
        super().__init__(f"{kind}: {detail}")
        self.kind = kind
        self.detail = detail

    def __reduce__(self) -> tuple[type["FeedError"], tuple[str, str]]:
        return type(self), (self.kind, self.detail)


class StreamError(WatchfloorError):
    """The stream cannot be read or written."""


class StreamReplacedError(StreamError):
    """The stream has another identity than the one the committed offsets belong to."""


class RangeGoneError(StreamError):
    """A range that was asked for begins below the lowest offset still held."""


class RecordTooLargeError(StreamError):
    """Records are larger than the stream takes; all others of the same `append` were appended.

    `refused` holds the places of the refused ones in what `append` was given.
    """

    def __init__(self, detail: str, refused: tuple[int, ...]) -> None:
        super().__init__(detail)
        self.refused = refused

    def __reduce__(self) -> tuple[type["RecordTooLargeError"], tuple[str, tuple[int, ...]]]:
        return type(self), (str(self), self.refused)


class SpoolFullError(StreamError):
    """The disk budget of the embedded stream is used up; polling pauses until it is not."""


class LakeError(WatchfloorError):
    """The lake or its commit database is not as it was left."""


class WriterLockedError(LakeError):
    """Another process writes to this lake."""

    exit_code = 2


class SupersededError(LakeError):
    """Another writer has taken this lake over; this one must not write any more."""


class NewerVersionError(LakeError):
    """The home was written by a newer version of Watchfloor than this one."""

    exit_code = 2


class InterruptedRun(WatchfloorError):
    """The run was asked to stop before its batch was committed; the batch is planned again next time."""
