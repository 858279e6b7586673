"""Checks of what milestoned needs on this machine, each with what to do when it fails.

Each check is a function that yields findings and changes nothing; `examine` calls them in the order in which they are
shown. A remedy is a short sentence, with each command or setting in backticks.
"""
