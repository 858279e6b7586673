"""Names that the program gives to its own files beside the notes."""

OWN_FOLDER = ".milestoned"
"""The folder in a vault that holds its configuration and journal, and makes it a vault."""
