"""Say what flows: the records, their wire form, the lake's tables, the vocabulary."""
