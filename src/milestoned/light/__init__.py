"""What the standard library has, as far as this program needs it, but quick to load and to define.

Most commands are over in a few hundredths of a second, and nearly all of that is loading: defining sixty dataclasses,
compiling a hundred patterns. docs/decisions/0011 has the figures. Each module here is held to the standard library's by
property tests; what is not needed to start quickly does not belong here.
"""
