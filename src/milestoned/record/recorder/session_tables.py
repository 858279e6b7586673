"""The tables of what the recorder keeps in the state folder."""

from milestoned.record.recorder.long_texts import TABLES

VERSION = 2
# Beside the other tables, so that a save in a long note does not write again what stood there when the session began,
# nor what has not changed since the last save.
MORE = ("CREATE TABLE IF NOT EXISTS begun(note TEXT PRIMARY KEY, start BLOB) WITHOUT ROWID", *TABLES)
SCRIPT = """
CREATE TABLE text(
  note TEXT PRIMARY KEY, at INTEGER, digest TEXT, inode INTEGER, rules TEXT, last BLOB,
  session INTEGER, start BLOB, known BLOB, brought BLOB,
  drafted INTEGER, cut INTEGER, held INTEGER, moved INTEGER) WITHOUT ROWID;
CREATE INDEX text_session ON text(session) WHERE session > 0;
CREATE TABLE session(number INTEGER PRIMARY KEY, day TEXT, begin INTEGER, at INTEGER);
CREATE TABLE pending(note TEXT, kind TEXT, since INTEGER, session INTEGER, line BLOB, PRIMARY KEY(note, kind)) WITHOUT ROWID;
CREATE TABLE written(note TEXT PRIMARY KEY, at INTEGER) WITHOUT ROWID;
CREATE TABLE reached(
  note TEXT, unit TEXT, size INTEGER, number INTEGER, count INTEGER, earned INTEGER, look TEXT, at INTEGER,
  PRIMARY KEY(note, unit, size, number)) WITHOUT ROWID;
CREATE TABLE summed(note TEXT PRIMARY KEY, entry INTEGER) WITHOUT ROWID;
CREATE TABLE credit(entry INTEGER PRIMARY KEY AUTOINCREMENT, note TEXT, drafted INTEGER, tasks INTEGER);
CREATE TABLE about(name TEXT PRIMARY KEY, value INTEGER) WITHOUT ROWID
"""
