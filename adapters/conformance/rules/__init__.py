"""What the suite looks at, a file per subject; ``rulebook`` has the list."""
