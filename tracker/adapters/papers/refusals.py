"""Why a file is not taken in, in words that end a sentence which begins with its name."""

from enum import StrEnum


class Refusal(StrEnum):
    """What keeps a file out."""

    PASSWORD = "password"  # noqa: S105 - the name of a reason
    BROKEN = "broken"
    EMPTY = "empty"
    UNPACKS = "unpacks"
    PAGES = "pages"
    PIXELS = "pixels"
    TOO_MUCH = "too_much"
    NOT_WHAT_IT_SAYS = "not_what_it_says"
    WORD = "word"
    MAIL = "mail"
    ONLY_ON_SCREEN = "only_on_screen"
    UNPRINTABLE = "unprintable"
    NO_ROOM = "no_room"


WORDS = {
    Refusal.PASSWORD: "is locked with a password. Open it with the password, print it to a new PDF and use that.",
    Refusal.BROKEN: "is broken and cannot be opened. Ask whoever sent it for another copy.",
    Refusal.EMPTY: "has no pages.",
    Refusal.UNPACKS: "unpacks to far more than a document holds. Print it to a new PDF and use that.",
    Refusal.PAGES: "has more than 2,000 pages. Split it into parts.",
    Refusal.PIXELS: "is a picture of more than 100 million points. Save it smaller: 300 points an inch are enough.",
    Refusal.TOO_MUCH: "takes too much time or memory to open. Print it to a new PDF and use that.",
    Refusal.NOT_WHAT_IT_SAYS: "is not the kind of file that it says it is.",
    Refusal.WORD: "is a Word file, which looks otherwise on every computer. Save it as a PDF as its writer "
    "signed it, and use that.",
    Refusal.MAIL: "is a mail. Print it to a PDF and use that.",
    Refusal.ONLY_ON_SCREEN: "is a form that only Adobe’s programs can show. Print it to a new PDF and use that.",
    Refusal.UNPRINTABLE: "holds pages that cannot be printed here. Print it to a new PDF and use that.",
    Refusal.NO_ROOM: "does not fit: a packet takes 150 MB of exhibits. Make two packets, or shrink the scans.",
}
"""What is said after the file's name."""


class FileRefused(Exception):
    """A file cannot be taken in."""

    def __init__(self, why: Refusal) -> None:
        super().__init__(why.value)
        self.why = why
