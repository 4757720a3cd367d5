"""A file as plain pages that typst can place: what was filled in or noted is made part of the page.

Runs inside the confined process alone.
"""

import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf
import typst
from PIL import Image, ImageOps, ImageSequence
from PIL.JpegImagePlugin import JpegImageFile, get_sampling

from tracker.adapters.papers.opening import opened_pdf, opened_picture, weigh
from tracker.adapters.papers.refusals import FileRefused, Refusal

PDF = "application/pdf"
PICTURES = ("image/png", "image/jpeg", "image/tiff")
TEXT = "text/plain"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MAIL = "message/rfc822"

_ENOUGH = (3400, 4400)
"""Points of a Letter page at 400 an inch; more than that no fax and no portal shows."""
_QUALITY = 88
_PAGE_POINTS = (612, 792)
_TEXT_PAGES = b"""
#set page(paper: "us-letter", margin: 0.9in)
#set text(size: 9.5pt)
#raw(sys.inputs.text, block: true)
"""
_SILENT = ("/Link", "/Popup", "/Widget")
_REFUSED = {WORD: Refusal.WORD, MAIL: Refusal.MAIL}


@dataclass(frozen=True)
class Printable:
    """Pages ready to be placed: their sizes in points as they are seen, and what could not be made visible."""

    sizes: tuple[tuple[float, float], ...]
    unseen_notes: int = 0


def printable(path: Path, media_type: str, out: Path) -> Printable:
    """Write the file's pages to `out` as a PDF without forms, notes or passwords. Raises FileRefused."""
    if media_type == PDF:
        return _flattened(path, out)
    if media_type in PICTURES:
        return _from_pictures(path, out)
    if media_type == TEXT:
        return _from_text(path, out)
    raise FileRefused(_REFUSED.get(media_type, Refusal.UNPRINTABLE))


def _flattened(path: Path, out: Path) -> Printable:
    with opened_pdf(path) as pdf:
        weigh(pdf)
        form = pdf.Root.get("/AcroForm")
        if pdf.Root.get("/NeedsRendering", False) is True:
            raise FileRefused(Refusal.ONLY_ON_SCREEN)
        if form is not None and any(map(_is_unseen_field, _annotations(pdf))):
            form.NeedAppearances = True
        if form is not None:
            pdf.generate_appearance_streams()
        unseen = sum(map(_is_unseen_note, _annotations(pdf)))
        pdf.flatten_annotations("all")
        sizes = tuple(map(_size, pdf.pages))
        pdf.save(out, encryption=False)
    return Printable(sizes, unseen)


def _from_text(path: Path, out: Path) -> Printable:
    text = path.read_text(encoding="utf-8-sig", errors="replace").replace("\r\n", "\n")
    try:
        out.write_bytes(typst.compile(_TEXT_PAGES, format="pdf", sys_inputs={"text": text}))
    except typst.TypstError as error:
        raise FileRefused(Refusal.UNPRINTABLE) from error
    with opened_pdf(out) as pdf:
        return Printable(tuple(map(_size, pdf.pages)))


def _annotations(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    for page in pdf.pages:
        yield from page.obj.get("/Annots", ())


def _is_unseen_field(note: pikepdf.Object) -> bool:
    return note.get("/Subtype") == "/Widget" and "/AP" not in note


def _is_unseen_note(note: pikepdf.Object) -> bool:
    return str(note.get("/Subtype")) not in _SILENT and "/AP" not in note


def _size(page: pikepdf.Page) -> tuple[float, float]:
    left, bottom, right, top = (float(each) for each in page.cropbox)
    width, height = abs(right - left), abs(top - bottom)
    if width < 1 or height < 1:
        raise FileRefused(Refusal.BROKEN)
    is_turned = int(page.obj.get("/Rotate", 0)) % 180 == 90
    return (height, width) if is_turned else (width, height)


def _from_pictures(path: Path, out: Path) -> Printable:
    with opened_picture(path) as picture:
        pages = [_page(each) for each in _frames(picture)]
        is_fax = all(page.mode == "1" for page in pages)
        # What is black and white is packed as faxes are.
        shown = pages if is_fax else [_in_greys(page) for page in pages]
        packed = [_packed(shown, how) for how in ([{}] if is_fax else _qualities(picture))]
        out.write_bytes(min(packed, key=len))
    return Printable(tuple(map(_fitting, pages)))


def _packed(pages: list[Image.Image], how: Mapping[str, Any]) -> bytes:
    out, (first, *others) = io.BytesIO(), pages
    first.save(out, "PDF", save_all=True, append_images=others, **how)
    return out.getvalue()


def _qualities(picture: Image.Image) -> Iterator[Mapping[str, Any]]:
    """Ours, and that which a photograph came with: packing it finer than that makes it larger and no better."""
    yield {"quality": _QUALITY}
    if isinstance(picture, JpegImageFile) and picture.mode in ("L", "RGB"):
        yield {"qtables": picture.quantization, "subsampling": get_sampling(picture)}


def _frames(picture: Image.Image) -> Iterable[Image.Image]:
    return ImageSequence.Iterator(picture) if getattr(picture, "n_frames", 1) > 1 else (picture,)


def _page(picture: Image.Image) -> Image.Image:
    """Upright, as its camera noted; on white where it lets something shine through; no larger than is seen."""
    picture.draft("RGB", _ENOUGH)
    upright = ImageOps.exif_transpose(picture)
    if upright.mode not in ("1", "L", "RGB"):
        upright = _on_white(upright)
    if max(upright.size) > max(_ENOUGH):
        upright = _in_greys(upright)
        upright.thumbnail((max(_ENOUGH), max(_ENOUGH)))
    return upright


def _in_greys(picture: Image.Image) -> Image.Image:
    return picture.convert("L") if picture.mode == "1" else picture


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode.startswith("I"):
        return picture.convert("I").point(lambda value: value / 256).convert("L")
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    shown = picture.convert("RGBA")
    page = Image.new("RGB", shown.size, "white")
    page.paste(shown, mask=shown.getchannel("A"))
    return page


def _fitting(picture: Image.Image) -> tuple[float, float]:
    """The size of a picture on a page, in points: only its proportions count."""
    long, scale = max(_PAGE_POINTS), max(picture.size)
    return picture.width * long / scale, picture.height * long / scale
