"""From rows to canonical records, as a mapping says; no transport, no I/O but the file."""
