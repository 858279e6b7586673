"""Checking what milestoned needs: each finding with what mends it."""
