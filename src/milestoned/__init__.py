"""Micro-milestones for writers of Markdown."""

__version__ = "0.1.0"
