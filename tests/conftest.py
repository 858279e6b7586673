"""What holds for every test, so that nothing is red by chance or by the way that the tests were started."""

from __future__ import annotations

import os
import signal

from hypothesis import HealthCheck, settings

# A shell starts what runs in its background deaf to Ctrl-C, and so would be every program that is started here.
signal.signal(signal.SIGINT, signal.default_int_handler)

# The same examples in every run; `make soak` looks for others. No deadline: a machine may be busy.
settings.register_profile(
    "explore", max_examples=500, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile(
    "same", settings.get_profile("explore"), max_examples=150, derandomize=True, database=None
)
settings.load_profile("explore" if os.environ.get("MILESTONED_EXPLORE") else "same")
