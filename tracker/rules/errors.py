"""What goes wrong in the tables of law."""


class LawTableError(Exception):
    """A packaged table is broken; the message names the file and the row, and the program stops."""
