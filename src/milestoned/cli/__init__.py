"""The command line: one file a command, which parses its arguments, calls one function, prints, and exits.

`app` knows each command by its name alone and loads its module when it is called, so that `--help` and a `status` that
is ready (`ready_text`) load next to nothing. Data goes to stdout, all else to stderr (`output`); an error has one form
and one exit code (`failures`); what commands have in common to say is in `wording`. Nothing is decided here.
"""
