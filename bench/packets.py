"""A packet of 200 pages, half of them scans, from files to one PDF; against the same files merely joined.

`python -m bench.packets FOLDER` binds the exhibits of a folder and prints the megabytes that the process which bound
them held at most. It is a process of its own, since a child counts what its parent held when it began.
"""

import io
import random
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path

import pikepdf
import typst
from PIL import Image, ImageDraw

from bench.measuring import medians
from bench.scale import Scale
from bench.table import Aim, Row
from tracker.adapters.papers.binding import bound
from tracker.services.packets.contents import MemoRow, PacketContents, PacketExhibit, Paper, Reference

_PDF = "application/pdf"
_EXHIBITS, _SECONDS, _MEGABYTES = 8, 2.0, 400
_KIBIBYTES = 1024
_LETTER = "letter"


def measure(scale: Scale) -> Iterator[Row]:
    """Eight exhibits that make 200 pages with letter, memo, contents and cover sheets."""
    with tempfile.TemporaryDirectory() as kept:
        folder = Path(kept)
        _fill(folder, pages_each=24 if scale.cases > 1000 else 2)
        contents = _contents(folder)
        joined, took = medians(min(scale.runs, 5), lambda: _joined(contents), lambda: _pages(contents))
        pages, megabytes = _pages(contents), _megabytes(folder)
    aim = Aim("under 2 s and 400 MB", took < _SECONDS and megabytes < _MEGABYTES)
    what = f"Packet of {pages} pages, at most {megabytes:.0f} MB"
    yield Row(what, took, "the same files joined by pikepdf", joined, aim=aim)


def main(folder: Path) -> None:
    """Bind, and tell what the process that bound held."""
    _pages(_contents(folder))
    print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / _KIBIBYTES)


def _megabytes(folder: Path) -> float:
    command = [sys.executable, "-m", "bench.packets", str(folder)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def _pages(contents: PacketContents) -> int:
    """Bind it, and count its pages."""
    with bound(contents) as built:
        return built.pages


def _fill(folder: Path, pages_each: int) -> None:
    """The letter, and the exhibits A to H, every other one a scan."""
    (folder / _LETTER).write_bytes(_typed(3))
    for place in range(_EXHIBITS):
        make = (_typed, _scanned)[place % 2]
        (folder / chr(ord("A") + place)).write_bytes(make(pages_each))


def _contents(folder: Path) -> PacketContents:
    papers = sorted(file for file in folder.iterdir() if file.name != _LETTER)
    names = [file.name for file in papers]
    exhibits = [PacketExhibit(file.name, (_paper(file),)) for file in papers]
    rows = [MemoRow("Six weeks", "March", "done", (Reference(f"{x}, p. 2", x, 2),)) for x in names]
    return PacketContents(
        file_stem="packet",
        title="Internal appeal, with exhibits",
        letter_title="Internal appeal",
        letter_pdf=(folder / _LETTER).read_bytes(),
        running_head="Claim 77",
        author="Bob Lindgren",
        dated_on=date(2026, 11, 26),
        memo_title="Cover memo",
        memo_notes=("Each requirement in turn.",),
        memo_header=("The plan requires", "What the record shows", "Outcome", "Exhibit"),
        memo_rows=tuple(rows),
        exhibits=tuple(exhibits),
    )


def _paper(file: Path) -> Paper:
    size, read = file.stat().st_size, partial(file.read_bytes)
    return Paper(f"{file.name}.pdf", f"Records {file.name}", _PDF, size, read)


def _typed(pages: int) -> bytes:
    text = "\n#pagebreak()\n".join("#lorem(350)" for _ in range(pages))
    return typst.compile(f'#set page(paper: "us-letter")\n{text}'.encode(), format="pdf")


def _scanned(pages: int) -> bytes:
    """Pages as a scanner makes them, grey and a little noisy: about 300 kB each."""
    dice, out = random.Random(pages), io.BytesIO()
    scans = [_scan(dice) for _ in range(pages)]
    scans[0].save(out, "PDF", save_all=True, append_images=scans[1:], resolution=150)
    return out.getvalue()


def _scan(dice: random.Random) -> Image.Image:
    noise = Image.frombytes("L", (425, 550), dice.randbytes(425 * 550)).resize((1275, 1650))
    page = Image.blend(Image.new("L", noise.size, 255), noise, 0.08)
    for line in range(60, 1600, 24):
        ImageDraw.Draw(page).text(
            (80, line), "The patient walks without pain. " * 5, fill=dice.randint(0, 90)
        )
    return page


def _joined(contents: PacketContents) -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as whole:
        for exhibit in contents.exhibits:
            for paper in exhibit.papers:
                with pikepdf.open(io.BytesIO(paper.read())) as pdf:
                    whole.pages.extend(pdf.pages)
        whole.save(out)
    return out.getvalue()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
