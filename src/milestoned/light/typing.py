"""What decides whether names are only for the type checker: `typing` itself takes as long to load as ten modules."""

TYPE_CHECKING = False
