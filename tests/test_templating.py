"""The two template environments: what is escaped, what is refused, how a missing fact is marked."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from jinja2 import UndefinedError
from jinja2.exceptions import SecurityError

from tracker.templating import in_words, letter_environment, mail_environment


def in_a_letter(template: str, **values: object) -> str:
    return letter_environment().from_string(template).render(**values)


def test_a_missing_fact_is_a_marked_blank() -> None:
    assert in_a_letter("{{ value | blank('claim number') }}", value=None) == "[claim number]"
    assert in_a_letter("{{ value | blank('claim number') }}", value=" \n") == "[claim number]"
    assert in_a_letter("{{ value | blank('claim number') }}", value="7") == "7"


def test_text_of_several_paragraphs_keeps_them() -> None:
    typed = "# one\r\nline\r\n\r\n\r\n- two\x07"

    assert in_a_letter("{{ value | paragraphs }}", value=typed) == "\\# one line\n\n\\- two"


def test_a_misspelt_name_is_an_error_in_both() -> None:
    for environment in (letter_environment(), mail_environment()):
        with pytest.raises(UndefinedError):
            environment.from_string("{{ misspelt }}").render()


def test_a_template_cannot_reach_behind_its_values() -> None:
    for environment in (letter_environment(), mail_environment()):
        with pytest.raises(SecurityError):
            environment.from_string("{{ value.__class__.__mro__ }}").render(value="x")


def test_mail_is_escaped_as_html_only_in_html() -> None:
    escapes = mail_environment().autoescape

    assert callable(escapes)
    assert [escapes(name) for name in ("reminder/body.html", "reminder/body.txt", None)] == [
        True,
        False,
        False,
    ]


@pytest.mark.parametrize(
    "value, words",
    [
        (date(2026, 5, 4), "May 4, 2026"),
        (
            datetime(2026, 11, 22, 0, 5, tzinfo=ZoneInfo("America/Chicago")),
            "November 22, 2026, 12:05 am CST",
        ),
        (datetime(2026, 7, 1, 13, 30, tzinfo=ZoneInfo("America/New_York")), "July 1, 2026, 1:30 pm EDT"),
        (None, None),
    ],
)
def test_days_and_moments_are_written_out(value: date | None, words: str | None) -> None:
    assert in_words(value) == words
