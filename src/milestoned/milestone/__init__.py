"""How far a note is, and the edits that make it say so, proved. Pure: text and numbers in, text out."""
