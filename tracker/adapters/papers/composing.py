"""Printable pages composed into one PDF. Runs inside the confined process alone."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from shutil import copyfile
from typing import Any

import pikepdf
import typst

from tracker.adapters.papers.refusals import FileRefused, Refusal

_TEMPLATE = Path(__file__).with_name("packet.typ")

MEMO = "memo"
"""Where it begins, as packet.typ calls the place."""

Said = Mapping[str, Any]


def printed(said: Said, ready: Said) -> dict[str, Any]:
    """What packet.typ reads: what is `ready` of what is `said`, page for page. FileRefused without the letter."""
    if said["letter"]["name"] not in ready:
        raise FileRefused(Refusal.BROKEN)
    letter = {**said["letter"], "pages": list(_pages(said["letter"], ready, 0))}
    exhibits = [_exhibit(each, ready) for each in said["exhibits"]]
    there = [each for each in exhibits if each["pages"]]
    contents = list(_contents(letter, said["memo"], there)) if there else []
    return {
        **said,
        "letter": letter,
        "exhibits": there,
        "contents": contents,
        "has_front": True,
        "part": None,
        "elsewhere": {},
    }


def composed(folder: Path, document: Said, name: str) -> Path:
    """The PDF of a document, which lies in `folder` with all the files that it names. Raises FileRefused."""
    copyfile(_TEMPLATE, folder / _TEMPLATE.name)
    day, out = document["date"], folder / name
    try:
        typst.compile(
            folder / _TEMPLATE.name,
            output=out,
            root=folder,
            format="pdf",
            sys_inputs={"doc": json.dumps(document, ensure_ascii=False)},
            timestamp=datetime(day["year"], day["month"], day["day"], tzinfo=UTC),
        )
    except typst.TypstError as error:
        raise FileRefused(Refusal.UNPRINTABLE) from error
    return out


def section_lengths(path: Path) -> list[int]:
    """How many pages each section has that has a bookmark: fax cover, letter, memo, contents, exhibits."""
    with pikepdf.open(path) as pdf, pdf.open_outline() as outline:
        places = {page.obj.objgen: index for index, page in enumerate(pdf.pages)}
        starts = [places[item.destination[0].objgen] for item in outline.root]  # type: ignore[index]
        ends = [*starts[1:], len(pdf.pages)]
    return [end - start for start, end in zip(starts, ends, strict=True)]


def _exhibit(said: Said, ready: Said) -> dict[str, Any]:
    """An exhibit with the pages of all its papers, counted through."""
    papers = [each for each in said["papers"] if each["name"] in ready]
    pages = [page for place, each in enumerate(papers) for page in _pages(each, ready, place)]
    counts = [len(ready[each["name"]]["sizes"]) for each in papers]
    firsts = [1 + sum(counts[:place]) for place in range(len(papers))]
    return {
        **said,
        "papers": [
            {**each, "pages": count, "first": first}
            for each, count, first in zip(papers, counts, firsts, strict=True)
        ],
        "pages": pages,
        "first": 1,
        "count": len(pages),
        "title": "; ".join(each["title"] for each in papers),
    }


def _pages(paper: Said, ready: Said, place: int) -> Iterator[dict[str, Any]]:
    for number, (wide, high) in enumerate(ready[paper["name"]]["sizes"], 1):
        yield {"file": f"{paper['name']}.pdf", "number": number, "is_wide": wide > high, "paper": place}


def _contents(main: Said, memo: Said | None, exhibits: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """What the contents list; how many pages the memo has is known once it is set."""
    yield {"exhibit": "", "title": main["title"], "pages": len(main["pages"]), "name": "letter-1"}
    if memo:
        yield {"exhibit": "", "title": memo["title"], "pages": None, "name": MEMO}
    for each in exhibits:
        papers, letter = each["papers"], each["letter"]
        is_one = len(papers) == 1
        title = each["title"] if is_one else f"{len(papers)} documents:"
        yield {"exhibit": letter, "title": title, "pages": each["count"], "name": f"exhibit-{letter}"}
        for number, paper in enumerate(() if is_one else papers, 1):
            called = f"{number}. {paper['title']}"
            yield {
                "exhibit": "",
                "title": called,
                "pages": paper["pages"],
                "name": f"paper-{letter}-{number}",
            }
