"""What Flask-Security and Flask-WTF are told: addresses, templates, passwords and words."""

from datetime import UTC, datetime, timedelta
from typing import Any

from tracker.config import Config

SHORTEST_PASSWORD = 12
RESET_LASTS = timedelta(hours=2)

_WORDS = {
    "GENERIC_AUTHN_FAILED": ("The address or the password is not right.", "error"),
    "UNAUTHENTICATED": ("Sign in first; you will come back to where you were.", "info"),
    "EMAIL_NOT_PROVIDED": ("Type your e-mail address.", "error"),
    "INVALID_EMAIL_ADDRESS": ("This is not an e-mail address. Write it like name@example.org.", "error"),
    "PASSWORD_NOT_PROVIDED": ("Type a password.", "error"),
    "PASSWORD_INVALID_LENGTH": ("Use at least %(length)s characters; a few words in a row do well.", "error"),
    "INVALID_PASSWORD": ("This is not your password.", "error"),
    "RETYPE_PASSWORD_MISMATCH": ("The two passwords are not the same.", "error"),
    "PASSWORD_MISMATCH": ("The two passwords are not the same.", "error"),
    "PASSWORD_IS_THE_SAME": ("This is the password you have. Choose another.", "error"),
    "PASSWORD_CHANGE": ("Your password is changed. Every other session of yours has ended.", "success"),
    "PASSWORD_RESET_REQUEST": (
        "If there is an account with the address %(email)s, a mail with a link is on its way to it.",
        "success",
    ),
    "PASSWORD_RESET_EXPIRED": ("This link is too old. Ask for a new one.", "error"),
    "INVALID_RESET_PASSWORD_TOKEN": ("This link has been used or is not whole. Ask for a new one.", "error"),
    "PASSWORD_RESET_NO_LOGIN": ("Your password is changed. Sign in with it.", "success"),
    "DISABLED_ACCOUNT": ("This account has been closed. Ask your administrator.", "error"),
}


def settings(config: Config) -> dict[str, Any]:
    """The part of Flask's configuration that is about sign-in."""
    return {
        "SESSION_COOKIE_NAME": "__Host-appeals" if config.is_https else "appeals",
        "SESSION_COOKIE_SECURE": config.is_https,
        # A token lives as long as its session, so that a long form is not lost to a clock.
        "WTF_CSRF_TIME_LIMIT": None,
        # Our own Referrer-Policy keeps browsers from sending the header that this would ask for.
        "WTF_CSRF_SSL_STRICT": False,
        **_addresses(),
        **_passwords(),
        **{f"SECURITY_MSG_{name}": words for name, words in _WORDS.items()},
    }


def _addresses() -> dict[str, Any]:
    return {
        "SECURITY_LOGIN_URL": "/sign-in",
        "SECURITY_LOGOUT_URL": "/sign-out",
        "SECURITY_RESET_URL": "/forgot-password",
        "SECURITY_CHANGE_URL": "/settings/password",
        "SECURITY_POST_LOGOUT_VIEW": "/sign-in",
        "SECURITY_POST_CHANGE_VIEW": "/settings",
        "SECURITY_LOGIN_USER_TEMPLATE": "auth/sign_in.html",
        "SECURITY_FORGOT_PASSWORD_TEMPLATE": "auth/forgot_password.html",
        "SECURITY_RESET_PASSWORD_TEMPLATE": "auth/reset_password.html",
        "SECURITY_CHANGE_PASSWORD_TEMPLATE": "auth/change_password.html",
        "SECURITY_STATIC_FOLDER": None,
        "SECURITY_CACHE_CONTROL": None,
    }


def _passwords() -> dict[str, Any]:
    return {
        "SECURITY_RECOVERABLE": True,
        "SECURITY_CHANGEABLE": True,
        "SECURITY_RETURN_GENERIC_RESPONSES": True,
        "SECURITY_FRESHNESS": timedelta(seconds=-1),
        "SECURITY_API_ENABLED_METHODS": ["session"],
        "SECURITY_PASSWORD_HASH": "argon2",
        "SECURITY_PASSWORD_SCHEMES": ["argon2"],
        "SECURITY_PASSWORD_SINGLE_HASH": True,
        "SECURITY_PASSWORD_LENGTH_MIN": SHORTEST_PASSWORD,
        "SECURITY_RESET_PASSWORD_WITHIN": RESET_LASTS,
        "SECURITY_EMAIL_VALIDATOR_ARGS": {"check_deliverability": False, "test_environment": True},
        # Mails have templates of their own, rendered by services.
        "SECURITY_EMAIL_PLAINTEXT": False,
        "SECURITY_EMAIL_HTML": False,
        "SECURITY_DATETIME_FACTORY": lambda: datetime.now(UTC),
    }
