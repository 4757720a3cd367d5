"""Settings: what holds without any, what each may say, and the sentence for each that is wrong."""

import base64
from pathlib import Path

import pytest

from tracker import CHECKOUT
from tracker.config import (
    SETTINGS,
    Config,
    ConfigError,
    FolderMail,
    SendGridMail,
    SmtpMail,
    SmtpSecurity,
    load,
)

KEY = base64.b64encode(bytes(range(32))).decode()
OLDER_KEY = base64.b64encode(bytes(32)).decode()
SENDER = {"TRACKER_MAIL_FROM": "appeals@example.org"}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "var"


def load_with(data: Path, **changes: str) -> Config:
    return load({"TRACKER_DATA": str(data), **changes})


def complaint(data: Path, **changes: str) -> str:
    with pytest.raises(ConfigError) as caught:
        load_with(data, **changes)
    return str(caught.value)


def test_nothing_need_be_set(data: Path) -> None:
    config = load_with(data)

    assert (config.port, config.proxies, config.threads, config.tick_seconds) == (8000, 0, 8, 30)
    assert config.base_url == "http://127.0.0.1:8000"
    assert config.sqlite_path == data / "tracker.sqlite"
    assert config.mail == FolderMail(data / "mail")
    assert config.upload_limit == 20_000_000


def test_a_relative_folder_starts_at_the_checkout_wherever_the_program_is_called_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    config = load_with(
        tmp_path / "var", TRACKER_MAIL="folder:letters", TRACKER_DATABASE_URL="sqlite:///a.sqlite"
    )

    assert config.mail == FolderMail(CHECKOUT / "letters")
    assert config.sqlite_path == CHECKOUT / "a.sqlite"


def test_the_demonstration_has_a_folder_of_its_own_unless_one_is_named(tmp_path: Path) -> None:
    assert load({}, data_default=str(tmp_path / "demo")).data == tmp_path / "demo"
    assert load({"TRACKER_DATA": str(tmp_path)}, data_default="elsewhere").data == tmp_path


def test_keys_made_at_the_first_start_are_kept_for_the_second_and_for_their_owner_alone(data: Path) -> None:
    first, second = load_with(data), load_with(data)

    assert first.secret_key == second.secret_key
    assert first.encryption_keys == second.encryption_keys
    assert {path.stat().st_mode & 0o777 for path in data.iterdir()} == {0o600}
    assert sorted(path.name for path in data.iterdir()) == ["encryption.key", "secret.key"]


def test_no_new_encryption_key_is_made_while_a_database_waits_for_a_lost_one(data: Path) -> None:
    load_with(data)
    (data / "tracker.sqlite").write_bytes(b"rows")
    (data / "encryption.key").unlink()

    assert "put that file back" in complaint(data)
    assert not (data / "encryption.key").exists()


def test_the_first_encryption_key_writes_and_the_others_still_read(data: Path) -> None:
    keys = load_with(data, TRACKER_ENCRYPTION_KEY=f"new:{KEY}, {OLDER_KEY}").encryption_keys

    assert [key.secret for key in keys] == [bytes(range(32)), bytes(32)]
    assert keys[0].id == "new"


def test_a_key_without_an_id_has_the_same_one_wherever_it_stands(data: Path) -> None:
    alone = load_with(data, TRACKER_ENCRYPTION_KEY=OLDER_KEY).encryption_keys
    second = load_with(data, TRACKER_ENCRYPTION_KEY=f"{KEY},{OLDER_KEY}").encryption_keys

    assert second[1] == alone[0]


def test_a_secret_may_come_from_a_file(data: Path, tmp_path: Path) -> None:
    path = tmp_path / "secret"
    path.write_text("correct horse battery staple 0123456789\n")

    assert load_with(data, TRACKER_SECRET_KEY_FILE=str(path)).secret_key == (
        "correct horse battery staple 0123456789"
    )


def test_no_secret_shows_when_the_settings_are_printed(data: Path) -> None:
    printed = repr(
        load_with(
            data,
            **SENDER,
            TRACKER_MAIL="smtp://bob:hunter2hunter2@mail.example.org",
            TRACKER_SECRET_KEY="correct horse battery staple 0123456789",
            TRACKER_ENCRYPTION_KEY=KEY,
            TRACKER_DATABASE_URL="postgresql+psycopg://bob:swordfish@db.example.org/appeals",
        )
    )

    assert not [secret for secret in ("hunter2", "correct horse", "swordfish", "\\x01") if secret in printed]


@pytest.mark.parametrize(
    "text, route",
    [
        ("smtp://mail.example.org", SmtpMail("mail.example.org", 25, SmtpSecurity.IF_OFFERED)),
        (
            "smtp://bob:p%40ss@mail.example.org:2525",
            SmtpMail("mail.example.org", 2525, SmtpSecurity.IF_OFFERED, "bob", "p@ss"),
        ),
        ("smtp+starttls://mail.example.org", SmtpMail("mail.example.org", 587, SmtpSecurity.STARTTLS)),
        ("smtps://mail.example.org", SmtpMail("mail.example.org", 465, SmtpSecurity.TLS)),
    ],
)
def test_smtp_is_encrypted_as_its_address_says(data: Path, text: str, route: SmtpMail) -> None:
    assert load_with(data, **SENDER, TRACKER_MAIL=text).mail == route


def test_sendgrid_takes_its_key_and_host(data: Path) -> None:
    config = load_with(
        data,
        **SENDER,
        TRACKER_MAIL="sendgrid",
        SENDGRID_API_KEY="SG.key",
        SENDGRID_HOST="http://127.0.0.1:9/",
    )

    assert config.mail == SendGridMail("SG.key", "http://127.0.0.1:9")


def test_postgresql_is_taken_as_it_is(data: Path) -> None:
    config = load_with(data, TRACKER_DATABASE_URL="postgresql+psycopg://bob@db.example.org/appeals")

    assert config.database_url == "postgresql+psycopg://bob@db.example.org/appeals"
    assert config.sqlite_path is None


@pytest.mark.parametrize(
    "name, text",
    [
        ("TRACKER_PORT", "eighty"),
        ("TRACKER_PORT", "0"),
        ("TRACKER_PORT", "65536"),
        ("TRACKER_PORT", "٨٠٠٠"),
        ("TRACKER_THREADS", "0"),
        ("TRACKER_TICK_SECONDS", "3600"),
        ("TRACKER_LOG_LEVEL", "LOUD"),
        ("TRACKER_UPLOAD_LIMIT", "20"),
        ("TRACKER_UPLOAD_LIMIT", "0 MB"),
        ("TRACKER_BASE_URL", "appeals.example.org"),
        ("TRACKER_BASE_URL", "https://appeals.example.org/?a=1"),
        ("TRACKER_BASE_URL", "http://[::1"),
        ("TRACKER_DATABASE_URL", "mysql://db.example.org/appeals"),
        ("TRACKER_DATABASE_URL", "sqlite:///"),
        ("TRACKER_MAIL", "folder:"),
        ("TRACKER_MAIL", "pigeon://loft"),
        ("TRACKER_MAIL", "smtp://bob@mail.example.org"),
        ("TRACKER_MAIL", "smtp://mail.example.org:port"),
        ("TRACKER_MAIL_FROM", "nobody"),
        ("TRACKER_MAIL_FROM", "a@example.org\nBcc: b@example.org"),
        ("TRACKER_SECRET_KEY", "short"),
        ("TRACKER_SECRET_KEY", "a" * 64),
        ("TRACKER_ENCRYPTION_KEY", "c2hvcnQ="),
        ("TRACKER_ENCRYPTION_KEY", f"a b:{KEY}"),
        ("TRACKER_ENCRYPTION_KEY", f"{KEY},{KEY}"),
        ("TRACKER_ENCRYPTION_KEY", ","),
        ("TRACKER_SECRET_KEY_FILE", "/nowhere/secret"),
        ("TRACKER_DATA", "/dev/null/var"),
    ],
)
def test_a_wrong_setting_is_named_in_one_sentence(data: Path, name: str, text: str) -> None:
    sentence = complaint(data, **{name: text})

    assert name in sentence
    assert sentence.endswith(".")
    assert "\n" not in sentence


@pytest.mark.parametrize(
    "changes, named",
    [
        ({"TRACKER_MAIL": "sendgrid", **SENDER}, "SENDGRID_API_KEY"),
        ({"TRACKER_MAIL": "smtp://mail.example.org"}, "TRACKER_MAIL_FROM"),
        (
            {
                **SENDER,
                "TRACKER_MAIL": "sendgrid",
                "SENDGRID_API_KEY": "SG.key",
                "SENDGRID_HOST": "http://example.org",
            },
            "SENDGRID_HOST",
        ),
        ({"TRACKER_PORT": "8000", "TRACKER_PORT_FILE": "/run/port"}, "TRACKER_PORT_FILE"),
    ],
)
def test_settings_that_do_not_go_together_are_named(data: Path, changes: dict[str, str], named: str) -> None:
    assert named in complaint(data, **changes)


def test_a_wrong_mail_route_is_refused_without_repeating_its_password(data: Path) -> None:
    assert "hunter2" not in complaint(data, TRACKER_MAIL="stmp://bob:hunter2@mail.example.org")


def test_every_setting_in_the_table_is_read(data: Path) -> None:
    """A setting whose file is missing is refused by name, which only one that is read can be."""
    for setting in SETTINGS:
        relevant = {} if setting.name.startswith("TRACKER_") else {**SENDER, "TRACKER_MAIL": "sendgrid"}
        relevant |= {"SENDGRID_API_KEY": "SG.key"} if setting.name == "SENDGRID_HOST" else {}
        assert setting.name in complaint(data, **relevant, **{f"{setting.name}_FILE": "/nowhere/value"})


def test_a_webhook_key_that_is_no_public_key_is_refused_before_anything_is_sent(tmp_path: Path) -> None:
    for wrong in ("not base64!", "c29tZXRoaW5n"):
        assert "SENDGRID_WEBHOOK_KEY must be the public key" in complaint(
            tmp_path, SENDGRID_WEBHOOK_KEY=wrong
        )
