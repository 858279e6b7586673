"""What decides whether names are only for the type checker: `typing` itself takes as long to load as ten modules.

Not for `lsp/`: pygls looks at annotations when it runs, and loads `typing` anyway.
"""

TYPE_CHECKING = False
