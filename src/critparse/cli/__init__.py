"""The command line. One of the two rooms that print."""
