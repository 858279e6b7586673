"""The daemon as a background service of this machine: install it, run it, and diagnose what keeps it from working."""
