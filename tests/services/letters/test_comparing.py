"""Two versions of a letter side by side."""

from tracker.services.letters.comparing import Compared, Side, compared
from tracker.services.letters.draft import Section


def changed(side: Side) -> list[str]:
    return [piece.text for piece in side if piece.is_changed]


def only(before: str, after: str) -> Compared:
    (found,) = compared([Section("opening", before)], [Section("opening", after)])
    return found


def test_a_changed_word_is_marked_on_both_sides_and_the_rest_of_its_line_stands() -> None:
    found = only("Please reverse this denial.\n\nThank you.", "Please reverse the denial.\n\nThank you.")

    assert not found.is_same
    assert changed(found.rows[0].before) == ["this"]
    assert changed(found.rows[0].after) == ["the"]
    assert changed(found.rows[1].before) == []
    assert "".join(piece.text for piece in found.rows[1].after) == "Thank you."


def test_a_paragraph_that_was_added_has_nothing_beside_it() -> None:
    found = only("One.", "One.\n\nTwo.")

    assert [(row.before == (), changed(row.after)) for row in found.rows] == [(False, []), (True, ["Two."])]


def test_a_section_that_one_version_lacks_is_shown_whole() -> None:
    gone, new = Section("urgency", "It is urgent."), Section("due", "Thirty days.")

    found = {each.key: each for each in compared([gone], [new])}

    assert list(found) == ["due", "urgency"]
    assert changed(found["urgency"].rows[0].before) == ["It is urgent."]
    assert found["urgency"].rows[0].after == ()


def test_how_a_text_is_marked_up_is_no_difference() -> None:
    assert only("A **strong** word.", "A strong\nword.").is_same
