"""What was written when: the writer's record, kept in a journal inside the vault.

`recorder` turns what is seen of notes into events, `store` keeps them (the journal is the truth, the database an
index that can be rebuilt), `queries` answer the commands, `actions` are the writer's own words. Times are arguments.
"""
