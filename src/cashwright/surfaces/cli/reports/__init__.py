"""The reports of the command line: each a sheet of rows, and the same as a value for machines."""
