"""What pages have in common that are open to strangers: their frame, how long they keep, and that they hold no session.

A stranger gets no cookie: nothing here may write to the session, and a form here has no secret, since it changes
nothing and reads nothing of anybody's.
"""

from flask import Response, request

from tracker.web.accounts import is_signed_in

READ_AGAIN_AFTER = "private, max-age=300"
"""Law may be read again from the browser's own store for five minutes; no store on the way keeps it."""


def layout() -> str:
    """The frame around the page: the program's for who is signed in, a plain one for strangers."""
    return "base.html" if is_signed_in() else "public.html"


def as_read(response: Response) -> Response:
    """A page that says the same to every stranger may be kept for a while, unless something was asked of it."""
    if not is_signed_in() and not request.query_string:
        response.headers["Cache-Control"] = READ_AGAIN_AFTER
        response.vary.add("Cookie")
    return response


def as_answer(response: Response) -> Response:
    """What follows from somebody's dates is kept by no browser and listed by no search engine."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
