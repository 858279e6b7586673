"""Hypothesis makes up the same examples in every run, so that nothing is red by chance; `make soak` looks for others."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

# No deadline: a machine may be busy.
settings.register_profile(
    "explore", max_examples=500, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile(
    "same", settings.get_profile("explore"), max_examples=150, derandomize=True, database=None
)
settings.load_profile("explore" if os.environ.get("MILESTONED_EXPLORE") else "same")
