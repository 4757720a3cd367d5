"""Packets bound from what people send, and read back; what cannot be opened is left out by name."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import typst

from tests.adapters.papers import files
from tests.adapters.papers.read_back import bookmarks_of, is_tagged, leads_of, links_of, pages_of, sizes_of
from tracker.adapters.papers import binding, confined
from tracker.adapters.papers.binding import PacketError, Progress, bound
from tracker.services.file_types import DOCX, JPEG, MAIL, PDF, PNG, TEXT, TIFF
from tracker.services.packets.contents import (
    MEGABYTE,
    Fax,
    MemoRow,
    PacketContents,
    PacketExhibit,
    Paper,
    Part,
    Reference,
)

LETTER = typst.compile(b'#set page(paper: "us-letter")\nDear reviewer', format="pdf")


def paper(name: str, title: str, content: bytes, media_type: str = PDF) -> Paper:
    return Paper(name, title, media_type, len(content), lambda: content)


def exhibit(letter: str, content: bytes, media_type: str = PDF, **more: Any) -> PacketExhibit:
    return PacketExhibit(
        letter, (paper(f"file {letter}.pdf", f"Title of {letter}", content, media_type),), **more
    )


def packet(*exhibits: PacketExhibit, **more: Any) -> PacketContents:
    known: dict[str, Any] = {
        "file_stem": "A-7F3K packet",
        "title": "Internal appeal, with exhibits",
        "letter_title": "Internal appeal",
        "letter_pdf": LETTER,
        "running_head": "Alice Moreau · Claim 77",
        "author": "Bob Lindgren",
        "dated_on": date(2026, 11, 26),
        "memo_title": "Cover memo",
        "memo_notes": ("Each requirement in turn.",),
        "memo_header": ("The plan requires", "What the record shows", "Outcome or ground", "Exhibit"),
        "memo_rows": (),
        "exhibits": exhibits,
    }
    return PacketContents(**{**known, **more})


@dataclass(frozen=True)
class Finished:
    """What is left of a packet once its folder is gone."""

    files: list[bytes]
    parts: tuple[Part, ...]
    told: tuple[str, ...]
    pages: int


def build(contents: PacketContents, *progress: Progress) -> Finished:
    with bound(contents, *progress) as built:
        files = [part.file.read_bytes() for part in built.parts]
        return Finished(files, built.parts, built.told, built.pages)


def one_file(contents: PacketContents) -> bytes:
    (file,) = build(contents).files
    return file


def test_letter_contents_cover_sheets_and_exhibits_stand_in_order_with_bookmarks() -> None:
    whole = one_file(packet(exhibit("A", files.record(2)), exhibit("B", files.record(3))))

    assert bookmarks_of(whole) == {
        "Internal appeal": 1,
        "Contents": 2,
        "Exhibit A. Title of A": 3,
        "Exhibit B. Title of B": 6,
    }
    pages = pages_of(whole)
    assert len(pages) == 9
    assert "Dearreviewer" in pages[0]
    assert "ExhibitATitleofA2pages" in pages[2]
    assert "Recordpage2" in pages[4]


def test_every_page_of_an_exhibit_says_which_it_is_and_where_in_the_packet() -> None:
    pages = pages_of(one_file(packet(exhibit("A", files.record(1)), exhibit("B", files.record(12)))))

    assert "ExhibitB,page3of12" in pages[7]
    assert "Page8of17" in pages[7]
    assert "Recordpage3" in pages[7]
    assert "AliceMoreau·Claim77" in pages[7]


def test_the_contents_give_the_page_on_which_each_exhibit_begins() -> None:
    whole = one_file(packet(exhibit("A", files.record(2)), exhibit("B", files.record(3))))

    assert "ATitleofA23BTitleofB36" in pages_of(whole)[1]
    assert links_of(whole) == {1, 3, 6}


def test_the_contents_list_the_cover_memo_with_its_pages() -> None:
    rows = tuple(MemoRow(f"Requirement {n}", "line\n" * 12, "done", ()) for n in range(6))
    fax = Fax((("To", ("Aetna",)),), ())

    whole = one_file(packet(exhibit("A", files.record(2)), memo_rows=rows, fax=fax))

    assert bookmarks_of(whole)["Cover memo"] == 3
    assert bookmarks_of(whole)["Contents"] == 5
    assert "Internalappeal12Covermemo23ATitleofA26" in pages_of(whole)[4]
    assert 3 in links_of(whole)


def test_the_memo_leads_to_the_very_page_that_documents_a_requirement() -> None:
    rows = (
        MemoRow("Six weeks of therapy", "March to May", "tried, failed", (Reference("A, p. 2", "A", 2),)),
        MemoRow("An MRI", "March 3", "shows it", (Reference("A, p. 9", "A", 9), Reference("Z", "Z"))),
    )
    whole = one_file(packet(exhibit("A", files.record(2), shows=("Six weeks of therapy",)), memo_rows=rows))

    memo, cover = pages_of(whole)[1], pages_of(whole)[3]
    assert "A,p.2(packetpage6)" in memo
    assert "A,p.9(packetpage4)" in memo  # there is no page 9: the cover sheet
    assert "Z(packet" not in memo
    assert "Itisreliedonfor:•Sixweeksoftherapy" in cover
    assert {4, 6} <= links_of(whole)


@pytest.mark.parametrize("with_appearance", [True, False], ids=["drawn", "not drawn by its program"])
def test_what_was_filled_into_a_form_is_in_the_packet(with_appearance: bool) -> None:
    form = files.filled_form("Six weeks of therapy", with_appearance)

    assert "Sixweeksoftherapy" in pages_of(one_file(packet(exhibit("A", form))))[-1]


def test_a_stamp_survives_and_a_note_that_cannot_be_printed_is_told() -> None:
    built = build(packet(exhibit("A", files.noted())))

    assert "RECEIVEDMAY3" in pages_of(built.files[0])[-1]
    assert built.told == (
        "Exhibit A, “file A.pdf”, carries a note that cannot be printed. Compare it with the file.",
    )


@pytest.mark.parametrize("degrees, size", [(0, (612, 792)), (90, (792, 612)), (180, (612, 792))])
def test_a_turned_page_stands_upright_with_its_stamp(degrees: int, size: tuple[int, int]) -> None:
    whole = one_file(packet(exhibit("A", files.turned(degrees))))

    assert sizes_of(whole)[-1] == size
    assert "ExhibitA,page1of1" in pages_of(whole)[-1]


@pytest.mark.parametrize(
    "content, media_type, count, size",
    [
        (files.picture(), PNG, 1, (612, 792)),
        (files.picture("JPEG", (1100, 850)), JPEG, 1, (792, 612)),
        (files.picture("JPEG", (1100, 850), turn=6), JPEG, 1, (612, 792)),
        (files.picture("PNG", mode="RGBA"), PNG, 1, (612, 792)),
        (files.picture("PNG", mode="P"), PNG, 1, (612, 792)),
        (files.picture("JPEG", mode="CMYK"), JPEG, 1, (612, 792)),
        (files.picture("PNG", (6000, 7000)), PNG, 1, (612, 792)),
        (files.fax_scan(3), TIFF, 3, (612, 792)),
        ("Zażółć, “quoted”\n".encode() * 80, TEXT, 2, (612, 792)),
    ],
)
def test_pictures_faxes_and_texts_become_pages(
    content: bytes, media_type: str, count: int, size: tuple[int, int]
) -> None:
    whole = one_file(packet(exhibit("A", content, media_type)))

    assert len(pages_of(whole)) == 3 + count
    assert sizes_of(whole)[-1] == size


def test_a_photograph_grows_by_no_more_than_its_pages_need() -> None:
    photograph = files.noise(1)

    assert len(one_file(packet(exhibit("A", photograph, JPEG)))) < len(photograph) + 100_000


@pytest.mark.parametrize(
    "content, media_type, said",
    [
        (files.locked(), PDF, "is locked with a password. Open it with the password"),
        (b"%PDF-1.7 nothing", PDF, "is broken and cannot be opened."),
        (files.picture()[:300], PNG, "is broken and cannot be opened."),
        (files.huge_png(), PNG, "is a picture of more than 100 million points."),
        (b"PK", DOCX, "is a Word file, which looks otherwise on every computer."),
        (b"From: x", MAIL, "is a mail. Print it to a PDF"),
    ],
)
def test_what_cannot_be_bound_is_named_and_the_rest_is_bound(
    content: bytes, media_type: str, said: str
) -> None:
    built = build(packet(exhibit("A", content, media_type), exhibit("B", files.record(1))))

    (told,) = built.told
    assert told.startswith(f"Exhibit A, “file A.pdf”, {said}")
    assert told.endswith("It is not in this packet.")
    assert "Exhibit B. Title of B" in bookmarks_of(built.files[0])
    assert "ExhibitA" not in "".join(pages_of(built.files[0]))


def test_a_file_over_which_the_process_dies_is_left_out_and_the_rest_is_bound(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(binding.LIMITS, "seconds_a_file", 1)
    slow = files.picture("PNG", (9900, 9900))
    exhibits = (exhibit("A", files.record(1)), exhibit("B", slow, PNG), exhibit("C", files.record(1)))

    built = build(packet(*exhibits))

    assert built.told == (
        "Exhibit B, “file B.pdf”, takes too much time or memory to open. Print it to a new PDF and use that. "
        "It is not in this packet.",
    )
    assert {"Exhibit A. Title of A", "Exhibit C. Title of C"} <= set(bookmarks_of(built.files[0]))


def test_what_goes_beyond_the_room_of_a_packet_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binding, "MOST_BYTES", 40_000)
    built = build(packet(exhibit("A", files.picture(size=(99, 99)), PNG), exhibit("B", b"%PDF-" * 20_000)))

    (told,) = built.told
    assert told.startswith("Exhibit B, “file B.pdf”, does not fit")


def test_a_letter_that_cannot_be_read_makes_no_packet() -> None:
    with pytest.raises(PacketError, match="The letter itself could not be read"):
        build(packet(letter_pdf=b"no letter"))


def test_a_packet_that_is_too_large_is_cut_where_exhibits_begin() -> None:
    noise = [files.noise(seed) for seed in range(3)]
    contents = packet(*(exhibit(x, c, JPEG) for x, c in zip("ABC", noise, strict=True)), most_megabytes=10)
    assert all(3.5 * MEGABYTE < len(each) < 9 * MEGABYTE for each in noise)

    built = build(contents)

    assert [len(file) <= 10 * MEGABYTE for file in built.files] == [True] * len(built.files)
    assert len(built.parts) >= 2
    assert [part.first for part in built.parts[1:]] == [part.last + 1 for part in built.parts[:-1]]
    assert next(iter(bookmarks_of(built.files[1]))) == "Contents"
    assert list(bookmarks_of(built.files[1]))[1].startswith("Exhibit ")
    last, count = pages_of(built.files[-1]), len(built.files)
    assert "ExhibitC,page1of1" in last[-1]
    assert f"Part{count}of{count},page{len(last)}of{len(last)}" in last[-1]
    assert f"packetpage{built.pages}of{built.pages}" in last[-1]
    assert built.told == ()


def test_every_part_is_tagged_and_its_contents_lead_into_the_others() -> None:
    noise = [exhibit(letter, files.noise(seed), JPEG) for seed, letter in enumerate("ABC")]
    rows = (MemoRow("Six weeks", "March", "done", (Reference("C, p. 1", "C", 1),)),)

    built = build(packet(*noise, memo_rows=rows, most_megabytes=10))

    first, second = built.files
    assert is_tagged(first)
    assert is_tagged(second)
    begins, other = "A-7F3K packet part 1 of 2.pdf", "A-7F3K packet part 2 of 2.pdf"
    assert leads_of(first) == {(other, 2), (other, 3)}
    assert {file for file, _ in leads_of(second)} == {begins}
    assert (begins, 2) in leads_of(second)
    assert "Covermemo1part1,page2" in pages_of(second)[0]
    assert "CTitleofC1part2,page2" in pages_of(first)[2]
    assert "(part2,page3)" in pages_of(first)[1]
    assert "Thisispart2of2" in pages_of(second)[0]
    assert "ExhibitC,page1of1" in pages_of(second)[2]


def test_an_exhibit_larger_than_a_part_is_cut_and_that_is_told() -> None:
    scans = files.pictures_in_a_pdf([files.noise(seed) for seed in range(3)])

    built = build(packet(exhibit("A", files.record(1)), exhibit("B", scans), most_megabytes=10))

    assert built.told == (
        "Exhibit B is larger than a part may be and was cut: pages 1 to 2 in part 1, page 3 in part 2.",
    )
    first, second = built.files
    assert max(len(first), len(second)) <= 10 * MEGABYTE
    assert "Pages1to2areinthispart" in pages_of(first)[4]
    assert "ExhibitB,page3of3" in pages_of(second)[1]
    assert bookmarks_of(second) == {"Contents": 1, "Exhibit B, pages 3 to 3 of 3. Title of B": 2}


def test_a_page_larger_than_a_part_goes_alone_and_is_named() -> None:
    built = build(packet(exhibit("A", files.noise(1), JPEG), exhibit("B", files.record(1)), most_megabytes=3))

    (sentence,) = built.told
    assert sentence.startswith("Page 5 of the packet alone has ")
    assert [len(file) > 3 * MEGABYTE for file in built.files].count(True) == 1


def test_several_documents_under_one_letter_are_counted_through() -> None:
    notes = [paper(f"{day}.pdf", f"Note of {day}", files.record(2, day)) for day in ("May 3", "May 9")]

    whole = one_file(packet(PacketExhibit("B", (*notes, paper("x", "Scan", files.picture(), PNG)))))

    pages = pages_of(whole)
    assert "B3documents:531.NoteofMay3242.NoteofMay9263.Scan18" in pages[1]
    assert "1.NoteofMay3(pages1to2)2.NoteofMay9(pages3to4)3.Scan(page5)5pages" in pages[2]
    assert "ExhibitB,page3of5" in pages[5]
    assert "May9page1" in pages[5]
    assert bookmarks_of(whole) == {
        "Internal appeal": 1,
        "Contents": 2,
        "Exhibit B. Note of May 3; Note of May 9; Scan": 3,
        "Note of May 3": 4,
        "Note of May 9": 6,
        "Scan": 8,
    }
    assert links_of(whole) == {1, 3, 4, 6, 8}


def test_one_of_several_documents_that_cannot_be_opened_is_named_and_the_others_are_bound() -> None:
    papers = (paper("Locked.pdf", "Locked", files.locked()), paper("Note.pdf", "Note", files.record(2)))

    built = build(packet(PacketExhibit("B", papers)))

    (told,) = built.told
    assert told.startswith("Exhibit B, “Locked.pdf”, is locked with a password.")
    assert "ExhibitB,page2of2" in pages_of(built.files[0])[-1]


def test_a_fax_cover_counts_the_pages() -> None:
    fax = Fax((("To", ("Aetna", "Appeals")), ("Fax", ("555-010-2000",))), ("Please confirm.",))

    whole = one_file(packet(exhibit("A", files.record(2)), fax=fax))

    assert "FAXToAetnaAppealsFax555-010-2000Pages6,withthisone" in pages_of(whole)[0]
    assert bookmarks_of(whole)["Fax cover"] == 1


def test_a_letter_alone_is_a_packet_too() -> None:
    assert len(pages_of(one_file(packet()))) == 1


def test_markup_in_titles_and_names_prints_as_it_stands() -> None:
    hostile = '#read("/etc/passwd") *bold* $x$ <tag> {{ 7*7 }} \\u{41}'
    contents = packet(PacketExhibit("A", (paper(hostile, hostile, files.record(1)),)))

    whole = one_file(contents)

    assert '#read("/etc/passwd")*bold*$x$<tag>{{7*7}}' in "".join(pages_of(whole))


def test_progress_is_told_up_to_the_end() -> None:
    told: list[tuple[int, int]] = []

    build(
        packet(exhibit("A", files.record(1)), exhibit("B", b"broken")),
        lambda done, of: told.append((done, of)),
    )

    assert told == sorted(told)
    assert told[-1] == (4, 4)


def test_files_lie_in_a_folder_of_their_own_and_nothing_is_left_behind(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(confined, "_IN_MEMORY", tmp_path)
    monkeypatch.setattr(confined, "_SPARE_BYTES", 0)
    with confined.folder() as where:
        assert where.parent == tmp_path
        assert where.stat().st_mode & 0o077 == 0

    build(packet(exhibit("A", files.record(1))))

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", [files.pdf_bomb(), files.nested_pdf_bomb()], ids=["once", "twice"])
def test_what_unpacks_to_gigabytes_is_left_out_and_the_rest_is_bound(content: bytes) -> None:
    built = build(packet(exhibit("A", content), exhibit("B", files.record(1))))

    (told,) = built.told
    assert told.startswith("Exhibit A, “file A.pdf”, unpacks to far more than a document holds.")
    assert "Exhibit B. Title of B" in bookmarks_of(built.files[0])
