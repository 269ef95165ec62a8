"""From an ask to a request: validated, read, priced, held, queued."""
