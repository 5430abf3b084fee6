"""An auto-parts plant whose truth is known: its people, its MES database, its quality data."""
