"""The notes of one folder: finding them, configuring, caching, summing up, and bringing them up to date.

`catalog` knows what every note says and should say and reads only what changed; `updater` writes; `index_notes` adds up.
"""
