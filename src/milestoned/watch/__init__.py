"""The daemon: which notes changed, when each is due, and what becomes of it.

`fs_events` and `folder_monitor` report changes, `debounce` waits until a note is quiet, `write_policy` asks whether a
write would disturb an editor or another device, `vault_watcher` brings the note up to date, `reporter` logs it.
An event is a hint only: every decision is made by looking at the file.
"""
