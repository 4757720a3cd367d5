"""Invented files as people send them: records, scans, filled forms, turned pages, and what is broken or hostile."""

import io
import random
import struct
import zipfile
import zlib

import pikepdf
import typst
from pikepdf import Array, Dictionary, Name, String
from PIL import Image, ImageDraw


def record(pages: int = 1, words: str = "Record") -> bytes:
    """A PDF whose pages read “Record page 1” and so on."""
    text = "\n#pagebreak()\n".join(f"{words} page {number}" for number in range(1, pages + 1))
    return typst.compile(f'#set page(paper: "us-letter")\n{text}'.encode(), format="pdf")


def turned(degrees: int) -> bytes:
    """A page that its scanner noted to be turned."""
    with pikepdf.open(io.BytesIO(record(1, "Turned"))) as pdf:
        pdf.pages[0].rotate(degrees, relative=False)
        return saved(pdf)


def filled_form(answer: str = "Six weeks of therapy", with_appearance: bool = False) -> bytes:
    """A form with one field filled in, and no picture of it unless asked for: viewers draw that themselves."""
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(612, 792)).obj
        font = pdf.make_indirect(
            Dictionary(
                Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding
            )
        )
        field = Dictionary(
            Type=Name.Annot,
            Subtype=Name.Widget,
            FT=Name.Tx,
            T=String("answer"),
            V=String(answer),
            DA=String("/Helv 12 Tf 0 g"),
            Rect=[72, 600, 400, 630],
            F=4,
        )
        if with_appearance:
            drawn = pdf.make_stream(f"/Tx BMC q BT /Helv 12 Tf 2 8 Td ({answer}) Tj ET Q EMC".encode())
            drawn.update(
                Dictionary(
                    Type=Name.XObject,
                    Subtype=Name.Form,
                    BBox=[0, 0, 328, 30],
                    Resources=Dictionary(Font=Dictionary(Helv=font)),
                )
            )
            field.AP = Dictionary(N=drawn)
        widget = pdf.make_indirect(field)
        page.Annots = Array([widget])
        pdf.Root.AcroForm = Dictionary(
            Fields=Array([widget]),
            DR=Dictionary(Font=Dictionary(Helv=font)),
            DA=String("/Helv 12 Tf 0 g"),
        )
        return saved(pdf)


def noted() -> bytes:
    """A page with a stamp that is drawn, and a note that is not."""
    with pikepdf.open(io.BytesIO(record(1, "Noted"))) as pdf:
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        stamp = pdf.make_stream(b"BT /F 14 Tf 4 10 Td (RECEIVED MAY 3) Tj ET")
        stamp.update(
            Dictionary(
                Type=Name.XObject,
                Subtype=Name.Form,
                BBox=[0, 0, 200, 40],
                Resources=Dictionary(Font=Dictionary(F=font)),
            )
        )
        drawn = Dictionary(
            Type=Name.Annot, Subtype=Name.Stamp, Rect=[300, 500, 500, 540], F=4, AP=Dictionary(N=stamp)
        )
        undrawn = Dictionary(Type=Name.Annot, Subtype=Name.Highlight, Rect=[72, 600, 100, 620], F=4)
        pdf.pages[0].obj.Annots = Array([pdf.make_indirect(drawn), pdf.make_indirect(undrawn)])
        return saved(pdf)


def locked(password: str = "secret", owner_only: bool = False) -> bytes:
    """A PDF under a password, or one that only forbids changing."""
    with pikepdf.open(io.BytesIO(record(2, "Locked"))) as pdf:
        out = io.BytesIO()
        user = "" if owner_only else password
        pdf.save(out, encryption=pikepdf.Encryption(owner="owner", user=user))
        return out.getvalue()


def picture(
    form: str = "PNG", size: tuple[int, int] = (850, 1100), turn: int = 1, mode: str = "RGB"
) -> bytes:
    """A scan: white, with a dark bar along its upper edge; `turn` is the orientation its camera noted."""
    image = Image.new("RGB", size, "white")
    ImageDraw.Draw(image).rectangle((0, 0, size[0], size[1] // 10), fill="navy")
    exif = Image.Exif()
    exif[0x0112] = turn
    out = io.BytesIO()
    image.convert(mode).save(out, form, **({"exif": exif} if form == "JPEG" else {}))
    return out.getvalue()


def noise(seed: int) -> bytes:
    """A photograph that no packing makes smaller: about four megabytes."""
    out = io.BytesIO()
    Image.frombytes("RGB", (2200, 2800), random.Random(seed).randbytes(2200 * 2800 * 3)).save(
        out, "JPEG", quality=80
    )
    return out.getvalue()


def pictures_in_a_pdf(pictures: list[bytes]) -> bytes:
    """A scan of several pages, each as large as its picture."""
    out, (first, *others) = io.BytesIO(), [Image.open(io.BytesIO(each)) for each in pictures]
    first.save(out, "PDF", save_all=True, append_images=others, quality=80)
    return out.getvalue()


def fax_scan(pages: int = 3) -> bytes:
    """A TIFF of several black and white pages, as fax servers send them."""
    frames = [Image.new("1", (1728, 2200), 1) for _ in range(pages)]
    out = io.BytesIO()
    frames[0].save(out, "TIFF", save_all=True, append_images=frames[1:], compression="group4")
    return out.getvalue()


def pdf_bomb(gigabytes: float = 2) -> bytes:
    """A PDF of some megabytes whose one stream unpacks to so many gigabytes."""
    return _with_stream(_packed_zeros(int(gigabytes * 2**30)), Dictionary(Filter=Name.FlateDecode))


def nested_pdf_bomb() -> bytes:
    """A PDF whose one stream is packed twice: a few kilobytes that unpack to gigabytes."""
    twice = zlib.compress(_packed_zeros(2**31), 9)
    return _with_stream(twice, Dictionary(Filter=Array([Name.FlateDecode, Name.FlateDecode])))


def pdf_with_huge_picture() -> bytes:
    """A PDF with a picture that says it has a million points a side."""
    said = Dictionary(
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=1_000_000,
        Height=1_000_000,
        ColorSpace=Name.DeviceGray,
        BitsPerComponent=8,
        Filter=Name.FlateDecode,
    )
    return _with_stream(zlib.compress(b"\x00"), said)


def huge_png(side: int = 1_000_000) -> bytes:
    """A PNG that says it has so many points a side."""
    head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(b"\x00" * 100)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )


def word_bomb() -> bytes:
    """A Word file that unpacks to half a gigabyte."""
    return _zipped({"[Content_Types].xml": b"<x/>", "word/document.xml": b" " * (512 * 2**20)})


def word_that_is_none() -> bytes:
    """A packed file that only names the part of a Word file."""
    return _zipped({"hello.txt": b"word/document.xml"})


def saved(pdf: pikepdf.Pdf) -> bytes:
    """The PDF as bytes."""
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


def _with_stream(content: bytes, said: Dictionary) -> bytes:
    with pikepdf.open(io.BytesIO(record(1))) as pdf:
        stream = pdf.make_stream(content)
        for key, value in said.items():
            stream[key] = value
        pdf.pages[0].obj.Resources.XObject = Dictionary(X=stream)
        return saved_raw(pdf)


def saved_raw(pdf: pikepdf.Pdf) -> bytes:
    """The PDF with its streams packed as they are."""
    out = io.BytesIO()
    pdf.save(out, stream_decode_level=pikepdf.StreamDecodeLevel.none, compress_streams=False)
    return out.getvalue()


def _packed_zeros(count: int) -> bytes:
    """Zeros packed; one block packed once and repeated, which spares the packing of the others."""
    packing, block = zlib.compressobj(9), bytes(2**24)
    head = packing.compress(block) + packing.flush(zlib.Z_FULL_FLUSH)
    again = packing.compress(block) + packing.flush(zlib.Z_FULL_FLUSH)
    return head + again * (count // len(block) - 1) + packing.flush()


def _zipped(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return out.getvalue()
