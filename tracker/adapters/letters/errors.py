"""What goes wrong when a letter becomes a document."""


class RenderError(Exception):
    """The document could not be made; the message is a sentence for the person who asked for it."""
