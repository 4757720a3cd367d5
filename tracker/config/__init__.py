"""Settings, read from the environment once and checked at boot; nothing else in the program reads it."""

from tracker.config.loading import Config, load
from tracker.config.mail import FolderMail, MailRoute, SendGridMail, SmtpMail, SmtpSecurity
from tracker.config.secrets import EncryptionKey
from tracker.config.settings import SETTINGS, ConfigError, Setting

__all__ = [
    "SETTINGS",
    "Config",
    "ConfigError",
    "EncryptionKey",
    "FolderMail",
    "MailRoute",
    "SendGridMail",
    "Setting",
    "SmtpMail",
    "SmtpSecurity",
    "load",
]
