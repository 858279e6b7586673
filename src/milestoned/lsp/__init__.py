"""Editors as a front end, by the Language Server Protocol.

The server counts the text that an editor holds, saved or not, and shows it there; the status goes into the writer's own
save. It decides nothing about notes itself: what a note should say comes from the same function as for `update`, and an
edit is made for the very text that was counted. It keeps no state of its own, and needs no daemon.
"""
