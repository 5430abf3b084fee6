"""What a supervision check says, read and judged without the ORM."""
