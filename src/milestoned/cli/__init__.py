"""The command line: one file a command, which parses its arguments, calls one function, prints, and exits."""
