"""Packets in the pages: exhibits chosen, bound after the answer, seen coming, downloaded, deleted."""

import io
from uuid import uuid4

import pytest
from flask import Flask

from tests.adapters.papers import files
from tests.adapters.papers.read_back import bookmarks_of, pages_of
from tests.web.conftest import Browser, Cast, GivenTime, stored
from tracker.config import load
from tracker.models import AuditEntry, Document, Letter, Packet, PacketPart, PacketState
from tracker.worker.clock import sender_of
from tracker.worker.passing import tick


@pytest.fixture
def appeal(app: Flask, cast: Cast) -> str:
    """The page of Alice's appeal."""
    (letter,) = (each for each in stored(app, Letter) if each.kind == "internal_appeal")
    return f"/cases/{cast.case_id}/letters/{letter.id}"


@pytest.fixture
def records(app: Flask, bob: Browser, cast: Cast) -> dict[str, Document]:
    """Two records that Bob has added, and one that is locked, by name."""
    sent = {"Therapy.pdf": files.record(2), "MRI.pdf": files.record(1), "Locked.pdf": files.locked()}
    for name, content in sent.items():
        bob.post(
            f"/cases/{cast.case_id}/documents",
            {"file": (io.BytesIO(content), name), "kind": "medical_record"},
        )
    return {document.name or "": document for document in stored(app, Document)}


def chosen(records: dict[str, Document], order: str = "", **letters: str) -> dict[str, str]:
    """The form with these documents ticked, under these letters."""
    answers = {"size": "whole"}
    for name, letter in letters.items():
        document = records[f"{name}.pdf"]
        answers |= {f"in-{document.id}": "yes", f"exhibit-{document.id}": letter}
        answers |= {f"place-{document.id}": str(order.find(name[0]) + 1 or "")}
    return answers


def test_the_form_opens_with_what_the_letter_encloses(
    bob: Browser, appeal: str, records: dict[str, Document]
) -> None:
    page = bob.get(f"{appeal}/packet").text

    for document in records.values():
        assert f'name="in-{document.id}" value="yes" checked' in page


def test_a_packet_is_bound_and_downloaded(
    app: Flask, bob: Browser, appeal: str, records: dict[str, Document]
) -> None:
    page = bob.post(f"{appeal}/packet", chosen(records, Therapy="C", MRI="b"), follow_redirects=True)

    (packet,) = stored(app, Packet)
    assert packet.state is PacketState.READY
    assert f"{packet.pages} pages" in page.text
    assert "is not final" in page.text
    whole = bob.get(f"{page.request.path}/part-1.pdf")
    assert whole.headers["Content-Disposition"].startswith("attachment")
    assert {"Exhibit B. MRI", "Exhibit C. Therapy"} <= set(bookmarks_of(whole.data))
    assert len(pages_of(whole.data)) == packet.pages
    assert "packet opened" in {entry.action for entry in stored(app, AuditEntry)}


def test_the_documents_keep_the_letters_so_that_letter_and_packet_agree(
    app: Flask, bob: Browser, appeal: str, records: dict[str, Document]
) -> None:
    bob.post(f"{appeal}/packet", chosen(records, Therapy="C", MRI="b"))

    letters = {document.name: document.exhibit for document in stored(app, Document)}
    assert letters == {"Therapy.pdf": "C", "MRI.pdf": "B", "Locked.pdf": None}


def test_a_locked_file_is_named_and_the_rest_is_bound(
    app: Flask, bob: Browser, appeal: str, records: dict[str, Document]
) -> None:
    page = bob.post(f"{appeal}/packet", chosen(records, Therapy="B", Locked="C"), follow_redirects=True).text

    assert "Exhibit C, “Locked.pdf”, is locked with a password." in page
    assert stored(app, Packet)[0].state is PacketState.READY


def test_letters_and_orders_that_are_none_are_refused_at_their_fields(
    app: Flask, bob: Browser, appeal: str, records: dict[str, Document]
) -> None:
    answers = chosen(records, Therapy="B", Locked="?")
    answers[f"place-{records['Therapy.pdf'].id}"] = "first"

    answer = bob.post(f"{appeal}/packet", answers)

    assert answer.status_code == 422
    assert "Write the order as a number, such as 2." in answer.text
    assert 'value="first"' in answer.text
    assert "An exhibit is a letter or two, such as B." in answer.text
    assert stored(app, Packet) == []
    assert [document.exhibit for document in stored(app, Document)] == [None] * 3


def test_several_documents_go_in_under_one_letter_in_the_order_that_is_typed(
    app: Flask, bob: Browser, appeal: str, records: dict[str, Document]
) -> None:
    answers = chosen(records, order="TM", MRI="B", Therapy="b")

    page = bob.post(f"{appeal}/packet", answers, follow_redirects=True)

    whole = bob.get(f"{page.request.path}/part-1.pdf").data
    assert "Exhibit B. Therapy; MRI" in bookmarks_of(whole)
    assert "ExhibitB,page3of3" in pages_of(whole)[-1]
    again = bob.get(f"{appeal}/packet").text
    assert again.index("Therapy.pdf") < again.index("MRI.pdf")


def test_what_nobody_binds_can_be_begun_again(
    app: Flask, bob: Browser, appeal: str, clock: GivenTime, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = app.extensions["background"]
    monkeypatch.setitem(app.extensions, "background", lambda work: None)
    page = bob.post(f"{appeal}/packet", {"size": "whole"}, follow_redirects=True)
    assert "Begin again" not in page.text
    clock.pass_by(minutes=2)
    assert "Begin again" in bob.get(page.request.path).text
    monkeypatch.setitem(app.extensions, "background", begun)

    done = bob.post(f"{page.request.path}/again", follow_redirects=True)

    assert "Bound" in done.text
    assert stored(app, Packet)[0].state is PacketState.READY


def test_a_letter_can_go_out_alone_with_a_fax_cover(app: Flask, bob: Browser, appeal: str) -> None:
    page = bob.post(f"{appeal}/packet", {"size": "10", "fax": "yes"}, follow_redirects=True)

    whole = bob.get(f"{page.request.path}/part-1.pdf").data
    assert "FAX" in pages_of(whole)[0]


def test_while_it_is_bound_the_page_says_how_far_it_is(
    app: Flask, bob: Browser, appeal: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.extensions, "background", lambda work: None)

    page = bob.post(f"{appeal}/packet", {"size": "whole"}, follow_redirects=True).text

    assert "data-looks-again" in page
    assert "Look again" in page


def test_what_no_page_has_bound_the_worker_binds(
    app: Flask,
    bob: Browser,
    appeal: str,
    clock: GivenTime,
    environment: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(app.extensions, "background", lambda work: None)
    sender = sender_of(load(environment))
    bob.post(f"{appeal}/packet", {"size": "whole"})

    tick(app.extensions["session_factory"], sender, clock.at)
    assert stored(app, Packet)[0].state is PacketState.ASKED
    clock.pass_by(minutes=1)
    result = tick(app.extensions["session_factory"], sender, clock.at)

    assert result.errors == []
    assert stored(app, Packet)[0].state is PacketState.READY


def test_a_packet_is_deleted_with_its_files(app: Flask, bob: Browser, appeal: str) -> None:
    page = bob.post(f"{appeal}/packet", {"size": "whole"}, follow_redirects=True)

    bob.post(f"{page.request.path}/remove")

    assert stored(app, Packet) == []
    assert stored(app, PacketPart) == []


@pytest.mark.parametrize("what", ["", "/part-1.pdf", "/part-7.pdf"])
def test_anothers_packet_and_one_that_there_is_not_are_not_found(
    app: Flask, bob: Browser, charlie: Browser, cast: Cast, appeal: str, what: str
) -> None:
    bob.post(f"{appeal}/packet", {"size": "whole"})
    (packet,) = stored(app, Packet)

    assert charlie.get(f"/cases/{cast.case_id}/packets/{packet.id}{what}").status_code == 404
    assert charlie.get(f"{appeal}/packet").status_code == 404
    assert bob.get(f"/cases/{cast.case_id}/packets/{uuid4()}{what}").status_code == 404


def test_another_cases_document_cannot_be_chosen(app: Flask, bob: Browser, appeal: str) -> None:
    answers = {"size": "whole", f"in-{uuid4()}": "yes"}

    bob.post(f"{appeal}/packet", answers)

    assert '"documents": []' in (stored(app, Packet)[0].wanted or "")
