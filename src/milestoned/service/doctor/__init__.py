"""Checks of what milestoned needs on this machine, each with what to do when it fails."""
