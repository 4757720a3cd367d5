"""What services raise where a person can put it right: sentences, each at its field."""

from collections.abc import Iterable

from tracker.rules.reading import Problem


class RefusedError(Exception):
    """Something was not done, and nothing was changed. `problems` say why, field by field."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(" ".join(problem.sentence for problem in self.problems))


def refuse_if(problems: Iterable[Problem], error: type[RefusedError]) -> None:
    """Raise `error` with the problems where there are any."""
    found = tuple(problems)
    if found:
        raise error(found)
