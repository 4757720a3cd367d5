"""Time zones as people choose them."""

from tracker.rules.reading import Problem, ReadingError, zone


def zone_problems(field: str, name: str) -> list[Problem]:
    """A sentence where the name is no IANA time zone."""
    try:
        zone(name)
    except ReadingError as error:
        return [Problem(field, str(error))]
    return []
