"""The one error that ends a command with a sentence."""


class StartError(Exception):
    """The program cannot start or go on; the message is one sentence for the person at the terminal."""
