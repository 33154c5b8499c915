"""Process what the stream holds: tag, stage, commit, reveal."""
