"""Bytes as a file that a browser keeps, and never runs as a page of ours."""

from io import BytesIO

from flask import Response, send_file


def as_file(content: bytes, content_type: str, name: str) -> Response:
    """A download under that name; nothing in it may load or run anything."""
    response = send_file(BytesIO(content), content_type, as_attachment=True, download_name=name, etag=False)
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cache-Control"] = "no-store"
    return response
