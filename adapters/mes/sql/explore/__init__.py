"""Reads a database that nobody has described yet and proposes the mapping for it."""
