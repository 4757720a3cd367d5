"""The demonstration keeps to its own folder, whatever the settings of the real program say."""

import pytest

from tracker.cli.demo import own_settings


@pytest.mark.parametrize("name", ["TRACKER_DATABASE_URL", "TRACKER_MAIL", "TRACKER_DATA"])
def test_it_takes_neither_the_database_nor_the_mail_of_the_real_program(name: str) -> None:
    real = {name: "the real one", f"{name}_FILE": "/run/secrets/real", "TRACKER_PORT": "8123"}

    assert own_settings(real) == {"TRACKER_PORT": "8123"}
