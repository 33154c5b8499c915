"""Ask servers over HTTP, politely."""
