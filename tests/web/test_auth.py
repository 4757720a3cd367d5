"""Who gets in, how, and how a session ends."""

import re

import pytest
from flask import Flask
from flask_security import hash_password, verify_password

from tests.web.conftest import PASSWORD, Browser, Cast, GivenTime, said, stored
from tracker.app import create_app
from tracker.config import load
from tracker.db import read_session, write_session
from tracker.models import Account, OutboxMessage, SignInThrottle, WebSession
from tracker.services import accounts, throttle
from tracker.services.tokens import token_hash

NEW_PASSWORD = "some other plain words"
CHOSEN = {"password": NEW_PASSWORD, "password_confirm": NEW_PASSWORD}
FIRST = {
    "name": "Rosa Delgado",
    "email": "rosa@example.org",
    "organization_name": "Harbor Patient Advocates",
    "timezone": "America/Chicago",
    "password": PASSWORD,
    "password_confirm": PASSWORD,
}


@pytest.fixture
def bob_has_a_password(app: Flask, cast: Cast) -> None:
    """Bob can sign in by his address and password."""
    with app.app_context():
        hashed = hash_password(PASSWORD)
    with write_session(app.extensions["session_factory"]) as session:
        session.get_one(Account, cast.bob).password = hashed


def sign_in(browser: Browser, password: str = PASSWORD, email: str = "bob@example.org", **more: str) -> str:
    """Try to sign in; answers where that led."""
    answer = browser.post("/sign-in", {"email": email, "password": password, **more})
    return answer.headers.get("Location", answer.text)


def choose_anew(app: Flask, browser: Browser) -> str:
    """Bob forgets his password, follows the newest link and chooses another; answers with the link."""
    browser.post("/forgot-password", {"email": "bob@example.org"})
    mail = max(stored(app, OutboxMessage), key=lambda each: each.created_at)
    found = re.search(r"http://appeals\.example\.org(/forgot-password/\S+)", said(app, mail))
    assert found is not None
    assert browser.post(found[1], CHOSEN).headers["Location"] == "/sign-in"
    return found[1]


def is_signed_in(browser: Browser) -> bool:
    return browser.get("/settings").status_code == 200


@pytest.mark.usefixtures("bob_has_a_password")
class TestSigningIn:
    """By address and password."""

    def test_the_right_password_leads_to_today(self, browser: Browser) -> None:
        assert sign_in(browser) == "/"
        assert is_signed_in(browser)

    def test_an_address_may_be_typed_in_capitals(self, browser: Browser) -> None:
        assert sign_in(browser, email="BOB@Example.org") == "/"

    def test_one_comes_back_to_where_one_was(self, browser: Browser) -> None:
        to_sign_in = browser.get("/cases?q=urgent").headers["Location"]

        assert to_sign_in == "/sign-in?next=/cases?q%3Durgent"
        assert sign_in(browser, next="/cases?q=urgent") == "/cases?q=urgent"

    def test_nobody_is_sent_to_another_site(self, browser: Browser) -> None:
        assert "evil.example.net" not in sign_in(browser, next="https://evil.example.net/")

    @pytest.mark.parametrize("email", ["bob@example.org", "nobody@example.org"])
    def test_a_wrong_password_and_a_wrong_address_look_alike(self, browser: Browser, email: str) -> None:
        page = sign_in(browser, "not the right words", email)

        assert "The address or the password is not right." in page
        assert not is_signed_in(browser)

    def test_what_was_typed_as_address_is_kept_and_the_password_is_not(self, browser: Browser) -> None:
        page = sign_in(browser, "not the right words")

        assert 'value="bob@example.org"' in page
        assert "not the right words" not in page

    def test_a_closed_account_stays_out(self, browser: Browser, app: Flask, cast: Cast) -> None:
        with write_session(app.extensions["session_factory"]) as session:
            session.get_one(Account, cast.bob).active = False

        sign_in(browser)

        assert not is_signed_in(browser)

    def test_passwords_are_kept_as_argon2id(self, app: Flask, cast: Cast) -> None:
        (bob,) = [each for each in stored(app, Account) if each.id == cast.bob]

        assert (bob.password or "").startswith("$argon2id$")


@pytest.mark.usefixtures("bob_has_a_password")
class TestGuessing:
    """Slows down, for every process alike, and forgets after a while."""

    def fail(self, browser: Browser, times: int) -> None:
        for _ in range(times):
            sign_in(browser, "not the right words")

    def test_after_five_wrong_passwords_even_the_right_one_waits(self, browser: Browser) -> None:
        self.fail(browser, 5)

        assert "Wait a few minutes" in sign_in(browser)

    def test_the_wait_ends(self, browser: Browser, clock: GivenTime) -> None:
        self.fail(browser, 5)
        clock.pass_by(minutes=2)

        assert sign_in(browser) == "/"

    def test_a_right_password_forgives_the_wrong_ones(self, browser: Browser, app: Flask) -> None:
        self.fail(browser, 4)
        sign_in(browser)
        self.fail(Browser(app), 4)

        assert sign_in(Browser(app)) == "/"

    @pytest.mark.parametrize("email", ["BOB@example.org", "bob@ｅxample.org", "bob@example。org"])
    def test_no_other_spelling_of_an_address_gets_tries_of_its_own(
        self, browser: Browser, email: str
    ) -> None:
        self.fail(browser, 5)

        assert "Wait a few minutes" in sign_in(browser, email=email)

    def test_a_new_password_ends_the_wait(self, app: Flask, browser: Browser) -> None:
        self.fail(browser, 5)
        choose_anew(app, browser)

        assert sign_in(browser, NEW_PASSWORD) == "/"

    def wrong_everywhere(self, app: Flask, clock: GivenTime, address: str) -> None:
        """Thirty wrong passwords for as many accounts, all from one network address."""
        with write_session(app.extensions["session_factory"]) as session:
            for number in range(30):
                throttle.note_failure(session, f"{number}@example.org", address, clock())

    def try_from(self, app: Flask, address: str, **headers: str) -> str:
        browser = Browser(app)
        browser.client.environ_base["REMOTE_ADDR"] = address
        sent = {"email": "bob@example.org", "password": PASSWORD}
        answer = browser.post("/sign-in", sent, headers={k.replace("_", "-"): v for k, v in headers.items()})
        return answer.headers.get("Location", answer.text)

    def test_one_address_may_not_try_every_account(self, app: Flask, clock: GivenTime) -> None:
        self.wrong_everywhere(app, clock, "192.0.2.7")

        assert "Wait a few minutes" in self.try_from(app, "192.0.2.7")
        assert "Wait a few minutes" in self.try_from(app, "192.0.2.7", X_Forwarded_For="192.0.2.9")
        assert self.try_from(app, "192.0.2.8") == "/"

    def test_what_comes_from_this_machine_is_everybody_and_shuts_nobody_out(
        self, app: Flask, clock: GivenTime
    ) -> None:
        """A proxy on this machine hands on the attempts of the whole world."""
        for _ in range(7):
            sign_in(Browser(app), "not the right words", "one@example.org")

        assert len(stored(app, SignInThrottle)) == 1

    def test_behind_a_proxy_the_address_that_it_names_is_counted(
        self, environment: dict[str, str], app: Flask, clock: GivenTime
    ) -> None:
        behind = create_app(load({**environment, "TRACKER_PROXIES": "1"}), clock)
        self.wrong_everywhere(behind, clock, "192.0.2.7")

        assert "Wait a few minutes" in self.try_from(
            behind, "127.0.0.1", X_Forwarded_For="9.9.9.9, 192.0.2.7"
        )
        assert self.try_from(behind, "127.0.0.1", X_Forwarded_For="192.0.2.7, 192.0.2.8") == "/"
        behind.extensions["engine"].dispose()

    def test_an_address_is_stored_as_a_keyed_hash(self, app: Flask, clock: GivenTime) -> None:
        with write_session(app.extensions["session_factory"]) as session:
            throttle.note_failure(session, "bob@example.org", "192.0.2.7", clock())
            raw = session.connection().exec_driver_sql("SELECT * FROM sign_in_throttle").all()

        assert "bob" not in str(raw)
        assert "192.0.2.7" not in str(raw)


class TestSessions:
    """Rows on the server: what is ended there is ended everywhere."""

    def thief(self, app: Flask, cookie: str) -> Browser:
        """Another browser with a copied cookie."""
        other = Browser(app)
        other.client.set_cookie("appeals", cookie)
        return other

    def test_the_database_holds_only_a_hash_of_the_cookie(self, app: Flask, bob: Browser, cast: Cast) -> None:
        (row,) = [each for each in stored(app, WebSession) if each.account_id == cast.bob]

        assert row.token_hash == token_hash(bob.cookie())

    def test_a_copied_cookie_is_dead_after_signing_out(self, app: Flask, bob: Browser) -> None:
        thief = self.thief(app, bob.cookie())
        assert is_signed_in(thief)

        bob.post("/sign-out")

        assert not is_signed_in(thief)
        assert not is_signed_in(bob)

    def test_signing_in_makes_a_new_secret(self, app: Flask, browser: Browser, cast: Cast) -> None:
        browser.get("/sign-in")
        before = browser.cookie()
        browser.sign_in(cast.bob)

        assert browser.cookie() != before
        assert not is_signed_in(self.thief(app, before))

    def test_a_session_ends_two_hours_after_the_last_request(self, bob: Browser, clock: GivenTime) -> None:
        clock.pass_by(minutes=119)
        assert is_signed_in(bob)
        clock.pass_by(minutes=119)
        assert is_signed_in(bob)
        clock.pass_by(minutes=121)

        assert not is_signed_in(bob)

    def test_a_session_ends_after_twelve_hours_however_busy(self, bob: Browser, clock: GivenTime) -> None:
        for _ in range(11):
            clock.pass_by(hours=1)
            assert is_signed_in(bob)
        clock.pass_by(hours=1)

        assert not is_signed_in(bob)

    def test_signing_out_needs_the_forms_secret(self, bob: Browser) -> None:
        assert bob.client.post("/sign-out").status_code == 400
        assert is_signed_in(bob)

    def test_a_closed_account_is_out_at_once(self, bob: Browser, erin: Browser, cast: Cast) -> None:
        erin.post(f"/settings/people/{cast.bob}/close")

        assert not is_signed_in(bob)

    def test_no_token_in_an_address_signs_in(self, app: Flask, cast: Cast) -> None:
        from tracker.web.accounts import SignedIn

        with app.test_request_context(), read_session(app.extensions["session_factory"]) as session:
            token = SignedIn(session.get_one(Account, cast.bob)).get_auth_token()

        assert Browser(app).get("/settings", query_string={"auth_token": token}).status_code == 302


class TestPasswords:
    """Changed, forgotten, and what that ends."""

    def change(self, browser: Browser, old: str, new: str, again: str = "") -> str:
        sent = {"password": old, "new_password": new, "new_password_confirm": again or new}
        return browser.post("/settings/password", sent, follow_redirects=True).text

    @pytest.mark.usefixtures("bob_has_a_password")
    def test_a_changed_password_ends_every_other_session(self, app: Flask, bob: Browser, cast: Cast) -> None:
        elsewhere = Browser(app).sign_in(cast.bob)

        page = self.change(bob, PASSWORD, NEW_PASSWORD)

        assert "Your password is changed." in page
        assert is_signed_in(bob)
        assert not is_signed_in(elsewhere)
        assert sign_in(Browser(app), NEW_PASSWORD) == "/"

    @pytest.mark.usefixtures("bob_has_a_password")
    def test_the_news_of_it_goes_out_by_mail(self, app: Flask, bob: Browser) -> None:
        self.change(bob, PASSWORD, NEW_PASSWORD)

        (mail,) = stored(app, OutboxMessage)

        assert (mail.kind, mail.to_address) == ("password_changed", "bob@example.org")

    @pytest.mark.usefixtures("bob_has_a_password")
    @pytest.mark.parametrize(
        "old, new, again, sentence",
        [
            ("not my password", NEW_PASSWORD, "", "This is not your password."),
            (PASSWORD, "short", "", "Use at least 12 characters"),
            (PASSWORD, NEW_PASSWORD, "something else here", "The two passwords are not the same."),
        ],
    )
    def test_a_change_that_does_not_fit_says_why(
        self, bob: Browser, old: str, new: str, again: str, sentence: str
    ) -> None:
        assert sentence in self.change(bob, old, new, again)

    @pytest.mark.usefixtures("bob_has_a_password")
    def test_a_forgotten_password_is_replaced_by_a_link_that_works_once(
        self, app: Flask, browser: Browser
    ) -> None:
        link = choose_anew(app, browser)

        assert sign_in(Browser(app), NEW_PASSWORD) == "/"
        assert browser.post(link, CHOSEN).headers["Location"] == "/forgot-password"

    @pytest.mark.usefixtures("bob_has_a_password")
    def test_nobodys_mailbox_is_filled_with_links(self, app: Flask, browser: Browser) -> None:
        for _ in range(5):
            browser.post("/forgot-password", {"email": "bob@example.org"})
        sent = len(stored(app, OutboxMessage))

        answer = browser.post("/forgot-password", {"email": "Bob@example.org"})

        assert "There were too many attempts." in answer.text
        assert len(stored(app, OutboxMessage)) == sent

    def test_an_unknown_address_waits_like_a_known_one(self, browser: Browser) -> None:
        for _ in range(5):
            browser.post("/forgot-password", {"email": "nobody@example.org"})

        answer = browser.post("/forgot-password", {"email": "nobody@example.org"})

        assert "There were too many attempts." in answer.text

    @pytest.mark.usefixtures("bob_has_a_password")
    def test_no_part_of_the_link_stands_in_the_clear(self, app: Flask, browser: Browser) -> None:
        choose_anew(app, browser)
        mail = stored(app, OutboxMessage)[0]
        found = re.search(r"/forgot-password/(\S+)", said(app, mail))
        assert found is not None

        assert mail.unique_key == f"password-reset:{token_hash(found[1])}"

    @pytest.mark.usefixtures("bob_has_a_password")
    def test_no_administrator_reads_the_link_of_another(
        self, app: Flask, browser: Browser, erin: Browser
    ) -> None:
        browser.post("/forgot-password", {"email": "bob@example.org"})
        (mail,) = stored(app, OutboxMessage)

        page = erin.get(f"/outbox/{mail.id}").text

        assert "/forgot-password/" in said(app, mail)
        assert "/forgot-password/" not in page
        assert "only for the person it was sent to" in page

    @pytest.mark.usefixtures("bob_has_a_password")
    def test_the_link_never_follows_the_host_header(self, app: Flask) -> None:
        client, elsewhere = app.test_client(), "http://evil.example.net"
        found = re.search(
            r'csrf_token" value="([^"]+)"', client.get("/forgot-password", base_url=elsewhere).text
        )
        assert found is not None
        client.post(
            "/forgot-password", data={"email": "bob@example.org", "csrf_token": found[1]}, base_url=elsewhere
        )

        (mail,) = stored(app, OutboxMessage)

        assert "evil.example.net" not in said(app, mail)
        assert "http://appeals.example.org/forgot-password/" in said(app, mail)

    @pytest.mark.usefixtures("bob_has_a_password")
    def test_an_unknown_address_is_answered_like_a_known_one(self, browser: Browser) -> None:
        known = browser.post("/forgot-password", {"email": "bob@example.org"}).text
        unknown = browser.post("/forgot-password", {"email": "nob@example.org"}).text

        assert "If there is an account with the address bob@example.org" in known
        assert "If there is an account with the address nob@example.org" in unknown


class TestLinksThatMakeAccounts:
    """The first account by a link of the terminal, the others by invitation; each once."""

    def first_link(self, app: Flask, clock: GivenTime) -> str:
        with write_session(app.extensions["session_factory"]) as session:
            link = accounts.first_account_link(session, "http://appeals.example.org", clock())
        assert link is not None
        return link.removeprefix("http://appeals.example.org")

    def test_the_first_link_makes_an_administrator_and_signs_in(
        self, app: Flask, browser: Browser, clock: GivenTime
    ) -> None:
        link = self.first_link(app, clock)

        assert browser.post(link, FIRST).headers["Location"] == "/"
        assert browser.get("/outbox").status_code == 200
        with app.app_context():
            assert verify_password(PASSWORD, stored(app, Account)[0].password)

    def test_before_the_first_account_the_sign_in_page_says_where_the_link_is(
        self, app: Flask, browser: Browser, clock: GivenTime
    ) -> None:
        assert "Nobody has an account yet." in browser.get("/sign-in").text

        browser.post(self.first_link(app, clock), FIRST)

        assert "Nobody has an account yet." not in Browser(app).get("/sign-in").text

    def test_it_works_once(self, app: Flask, browser: Browser, clock: GivenTime) -> None:
        link = self.first_link(app, clock)
        browser.post(link, FIRST)
        other = Browser(app)

        assert other.get(link).status_code == 410
        assert other.post(link, {**FIRST, "email": "eve@example.org"}).status_code == 410
        assert len(stored(app, Account)) == 1

    def test_looking_at_it_spends_nothing(self, app: Flask, browser: Browser, clock: GivenTime) -> None:
        link = self.first_link(app, clock)
        browser.get(link)
        browser.get(link)

        assert browser.post(link, FIRST).status_code == 302

    @pytest.mark.parametrize(
        "field, typed, sentence",
        [
            ("name", "", "This is needed."),
            ("email", "rosa", "This is not an e-mail address."),
            ("timezone", "Mars/Olympus", "“Mars/Olympus” is not a time zone that is known"),
            ("password", "short", "Use at least 12 characters"),
            ("password_confirm", "another one entirely", "The two passwords are not the same."),
        ],
    )
    def test_a_mistake_is_said_beside_its_field_and_what_was_typed_stays(
        self, app: Flask, browser: Browser, clock: GivenTime, field: str, typed: str, sentence: str
    ) -> None:
        answer = browser.post(self.first_link(app, clock), {**FIRST, field: typed})

        assert answer.status_code == 422
        assert sentence in answer.text
        assert "Harbor Patient Advocates" in answer.text
        assert PASSWORD not in answer.text
        assert stored(app, Account) == []

    def test_a_colleague_is_invited_by_mail(self, app: Flask, erin: Browser) -> None:
        erin.post("/settings/people", {"email": "kim@example.org", "role": "advocate"})
        (mail,) = stored(app, OutboxMessage)
        found = re.search(r"http://appeals\.example\.org(/invitations/\S+)", said(app, mail))
        assert found is not None
        invited = {key: FIRST[key] for key in ("timezone", "password", "password_confirm")}

        kim = Browser(app)
        kim.post(found[1], {"name": "Kim Larsen", **invited})

        assert mail.to_address == "kim@example.org"
        assert is_signed_in(kim)
        assert kim.get("/outbox").status_code == 403

    def test_a_one_time_link_signs_in_once(self, app: Flask, cast: Cast, clock: GivenTime) -> None:
        with write_session(app.extensions["session_factory"]) as session:
            token = accounts.one_time_sign_in(session, session.get_one(Account, cast.bob), clock())
        first, second = Browser(app), Browser(app)

        assert first.get(f"/sign-in/{token}").status_code == 302
        assert is_signed_in(first)
        assert second.get(f"/sign-in/{token}").status_code == 410
        assert not is_signed_in(second)
