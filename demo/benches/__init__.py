"""Systems that the conformance suite runs our own adapters against, by entry point."""
