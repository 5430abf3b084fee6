"""Any system that can be mapped to the canonical records in one YAML file."""
