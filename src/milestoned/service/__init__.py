"""The daemon as a background service of this machine: install it, run it, and diagnose what keeps it from working.

A vault has one `Job`: its name, its files, the command that runs its daemon. A `Manager` runs it: systemd, launchd, the
task scheduler of Windows, or where there is none a plain process (`detached`). Which one is found out by trying, so
that a container and `su` get one, too. `control` chooses; `doctor` checks and changes nothing.
"""
