"""Read feed documents: bytes in, records out, no network."""
