"""The index: not yet built; see the archive and DESIGN.md."""


class Index:
    """Placeholder so that queries can be imported; replaced within the hour."""
