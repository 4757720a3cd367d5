"""Words put together, with no letter behind them."""

from collections.abc import Sequence


def listed(words: Sequence[str], conjunction: str = "and") -> str:
    """“a”, “a and b”, “a, b and c”."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {conjunction} {words[-1]}"
