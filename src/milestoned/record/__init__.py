"""What happened when: the writer's journal and everything derived from it."""
