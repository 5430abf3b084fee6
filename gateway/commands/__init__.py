"""What ``quality-loop`` offers on the command line, a file per subject."""
