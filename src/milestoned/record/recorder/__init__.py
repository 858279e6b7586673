"""From what is seen of a note to events: new, edited, imported, moved, restored or deleted, and the chunks earned by it."""
