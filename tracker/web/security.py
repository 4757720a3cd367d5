"""What every answer says to the browser about what it may load, frame, keep and tell others."""

import secrets

from flask import Flask, Response, g, request

from tracker.config import Config

_POLICY = (
    "default-src 'self'; script-src 'nonce-{nonce}'; style-src 'self'; img-src 'self' data:; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_HSTS = "max-age=31536000; includeSubDomains"
_STATIC = ("static", "bootstrap.static")


def install(app: Flask, config: Config) -> None:
    """Set the headers on every answer, errors too; a handler's own policy for its page stays."""
    app.jinja_env.globals["csp_nonce"] = csp_nonce

    @app.after_request
    def set_headers(response: Response) -> Response:
        for name, value in _ALWAYS.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("Content-Security-Policy", _POLICY.format(nonce=csp_nonce()))
        if request.endpoint in _STATIC:
            response.headers["Cache-Control"] = "public, max-age=3600"
        else:
            response.headers.setdefault("Cache-Control", "no-store")
        if config.is_https:
            response.headers.setdefault("Strict-Transport-Security", _HSTS)
        return response


def csp_nonce() -> str:
    """The secret word of this answer that lets its scripts run."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    nonce: str = g.csp_nonce
    return nonce
