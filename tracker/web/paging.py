"""Long lists in pages, counted from 1."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import request, url_for

_MOST = 10_000


@dataclass(frozen=True)
class Paging:
    """Where one is in a list of `total` things, `size` to a page; `arguments` keep the filters in the links."""

    number: int
    size: int
    total: int
    endpoint: str
    arguments: Mapping[str, str | None]

    @property
    def earlier(self) -> str | None:
        """The address of the page before this one."""
        return self._address(self.number - 1) if self.number > 1 else None

    @property
    def later(self) -> str | None:
        """The address of the page after this one."""
        return self._address(self.number + 1) if self.number * self.size < self.total else None

    @property
    def words(self) -> str:
        """`51 to 100 of 230`."""
        first = (self.number - 1) * self.size + 1
        return (
            f"{first} to {min(first + self.size - 1, self.total)} of {self.total}" if self.total else "none"
        )

    def _address(self, number: int) -> str:
        return url_for(self.endpoint, page=number, **self.arguments)  # type: ignore[arg-type]


def page_number() -> int:
    """The page asked for; 1 where the address says nothing sensible."""
    asked = request.args.get("page", "1")
    return min(int(asked), _MOST) if asked.isascii() and asked.isdigit() and int(asked) > 0 else 1
