"""Score the tagger on annotated sets, beside two simple baselines."""
