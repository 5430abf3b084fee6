"""The systems that the demo reads from: each a program that can be stopped, slowed and broken."""
