"""What an effect is measured on: windows, weekly figures, comparable work, and their words."""
