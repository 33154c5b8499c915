"""Poll feeds: when each is asked, what follows from its answers, how it is doing."""
