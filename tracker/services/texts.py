"""What people type, before it is kept: no control characters, no more than fits, no space around it."""

from collections.abc import Iterator, Mapping

from tracker.rules.reading import Problem, ReadingError, read_text

LINE = 400
LONG = 20_000
NEEDED = "This is needed."
OFFERED = "Choose one of the answers offered."


def text_problems(texts: Mapping[str, str], limits: Mapping[str, int]) -> Iterator[Problem]:
    """A sentence for each text that is too long or cannot be printed; `limits` by name, LINE without one."""
    for name, text in texts.items():
        sentence = text_problem(text, limits.get(name, LINE))
        if sentence:
            yield Problem(name, sentence)


def text_problem(text: str, most: int = LINE) -> str | None:
    """What is wrong with a text, or None. `most` is in characters."""
    try:
        read_text(text, most)
    except ReadingError as error:
        return str(error)
    return None


def kept(text: str | None) -> str | None:
    """The text as it is stored: without space around it, with plain line ends; None where it is empty."""
    if text is None:
        return None
    return text.replace("\r\n", "\n").replace("\r", "\n").strip() or None
