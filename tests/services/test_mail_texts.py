"""What every mail says: its golden copy, and what holds for all of them."""

import re
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from html.parser import HTMLParser
from zoneinfo import ZoneInfo

import pytest

from tests.services.golden import golden
from tests.services.mail_examples import A_WEEK_ON, MAILS, TEN_PAST_FOUR, a_reminder, an_item, to_alice
from tracker.services.mail_contexts import (
    AccountInvitation,
    Acts,
    ItemKind,
    MailContext,
    PasswordChanged,
    PasswordReset,
    PatientItem,
    PatientReminder,
    Trial,
    VerifyAddress,
)
from tracker.services.mail_texts import render, without_file
from tracker.templating import TEMPLATES

EVERY_MAIL = pytest.mark.parametrize("name", MAILS)
HIGHEST_GRADE = 8.0
SMALLEST_PX = 16
MEDICAL_OR_INSURER = re.compile(
    r"diagnos|treatment|drug|surg|therap|medic|disease|cancer|insur|cigna|aetna|member|claim number", re.I
)
OF_NO_CASE = (AccountInvitation, PasswordChanged, PasswordReset, Trial, VerifyAddress)
"""Mails about an account or an address, in which no step of a case is to be done."""
ACTS = re.compile(
    r"(you are|is) the one to (act|send|tell|ask)|will do this for you",
    re.I,
)
FOR_PATIENTS = [name for name, mail in MAILS.items() if isinstance(mail, PatientReminder)]


class Reader(HTMLParser):
    """Reads a mail as a person does: its words in order, and the address behind each link after a colon."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: list[str] = []
        self._links: list[str] = []
        self._unread = 0

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self._unread += tag in ("style", "title")
        if tag == "a":
            self._links.append(dict(attributes)["href"] or "")

    def handle_endtag(self, tag: str) -> None:
        self._unread -= tag in ("style", "title")
        if tag == "a":
            self.words[-1] += ":"
            self.words.append(self._links[-1])

    def handle_data(self, data: str) -> None:
        if not self._unread:
            self.words += data.split()

    @property
    def links(self) -> list[str]:
        return self._links


def read(html: str) -> Reader:
    """The mail as it reads."""
    reader = Reader()
    reader.feed(html)
    return reader


def grade(text: str) -> float:
    """The Flesch-Kincaid grade of a text, its links left out; each line is at least a sentence."""
    lines = [line for line in text.splitlines() if not line.startswith("http")]
    sentences = [part for line in lines for part in re.split(r"[.?!:;]", line) if part.strip()]
    words = [word for part in sentences for word in re.findall(r"[A-Za-z’']+", part)]
    syllables = sum(max(1, len(re.findall(r"[aeiouy]+", re.sub(r"e$", "", word.lower())))) for word in words)
    return 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59


@EVERY_MAIL
def test_every_mail_is_its_golden_copy(name: str) -> None:
    mail = render(MAILS[name])

    assert golden(f"mail/{name}.txt", f"Subject: {mail.subject}\n\n{mail.text}") == (
        f"Subject: {mail.subject}\n\n{mail.text}"
    )
    assert golden(f"mail/{name}.html", mail.html) == mail.html


def test_every_folder_has_a_golden_copy() -> None:
    folders = {folder.name for folder in (TEMPLATES / "email" / "en").iterdir() if folder.is_dir()}

    assert {mail.template for mail in MAILS.values()} == folders


def test_every_kind_of_date_has_a_golden_copy() -> None:
    shown = {
        item.kind for mail in MAILS.values() for item in getattr(mail, "items", ()) if hasattr(item, "kind")
    }

    assert shown == set(ItemKind)


@EVERY_MAIL
def test_text_and_html_say_the_same(name: str) -> None:
    mail = render(MAILS[name])

    assert read(mail.html).words == mail.text.split()


@EVERY_MAIL
def test_a_mail_that_goes_without_its_file_reads_as_one_that_never_had_it(name: str) -> None:
    mail = MAILS[name]
    had = render(mail)

    text, html = without_file(had.text, had.html)

    never = render(replace(mail, has_file=False)) if hasattr(mail, "has_file") else had
    assert (text, html) == (never.text, never.html)


@EVERY_MAIL
def test_a_subject_is_one_short_line(name: str) -> None:
    subject = render(MAILS[name]).subject

    assert subject == " ".join(subject.split())
    assert 0 < len(subject) <= 110


@EVERY_MAIL
def test_the_html_is_fit_for_a_screen_reader_and_needs_no_picture(name: str) -> None:
    html = render(MAILS[name]).html
    reader = read(html)

    assert '<html lang="en">' in html
    assert reader.tags.count("h1") == 1
    assert reader.tags.count("table") == html.count('role="presentation"')
    assert not {"img", "script", "link", "iframe", "form"} & set(reader.tags)
    assert "url(" not in html
    assert min(map(int, re.findall(r"font-size: ?(\d+)px", html))) >= SMALLEST_PX


@EVERY_MAIL
def test_every_mail_reads_at_the_eighth_grade_at_most(name: str) -> None:
    assert grade(render(MAILS[name]).text) <= HIGHEST_GRADE


@EVERY_MAIL
def test_nothing_medical_and_no_insurer(name: str) -> None:
    mail = render(MAILS[name])

    assert not MEDICAL_OR_INSURER.search(mail.subject + mail.text)


@EVERY_MAIL
def test_words_are_calm(name: str) -> None:
    mail = render(MAILS[name])

    assert "!" not in mail.subject + mail.text
    assert mail.text.count("not legal advice") <= 1


@EVERY_MAIL
def test_no_mail_has_more_than_one_button(name: str) -> None:
    assert render(MAILS[name]).html.count('class="button"') <= 1


@pytest.mark.parametrize("name", [name for name, mail in MAILS.items() if not isinstance(mail, OF_NO_CASE)])
def test_every_mail_about_a_case_says_who_is_to_act(name: str) -> None:
    assert ACTS.search(render(MAILS[name]).text)


@pytest.mark.parametrize("name", FOR_PATIENTS)
def test_a_patient_s_mail_says_whom_to_call_and_how_to_change_or_stop(name: str) -> None:
    mail, text = MAILS[name], render(MAILS[name]).text

    assert isinstance(mail, PatientReminder)
    assert mail.advocate_phone in text
    assert mail.change_url in text
    assert mail.stop_url in text


def test_a_patient_is_named_and_told_the_step_only_where_they_chose_it() -> None:
    neutral = render(MAILS["patient_you_act"])
    detailed = render(MAILS["patient_with_detail"])

    assert "Alice" not in neutral.text + neutral.subject
    assert "appeal" not in (neutral.text + neutral.subject).lower()
    assert "Hello Alice," in detailed.text
    assert "Your appeal to the plan" in detailed.text


def test_a_patient_whose_advocate_acts_is_told_to_send_nothing() -> None:
    text = render(MAILS["patient_advocate_acts"]).text

    assert "Rosa Delgado will do this for you. You do not need to send anything." in text
    assert "You are the one" not in text


def test_each_date_of_a_mail_is_named_with_who_acts() -> None:
    mail = MAILS["reminder_several"]
    text = render(mail).text

    assert all(text.count(item.title) >= 1 for item in mail.items)  # type: ignore[attr-defined]
    assert len(re.findall(r"the one to act", text)) == len(mail.items)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "kinds,template",
    [
        ([ItemKind.FILE_BY], "reminder_claimant_advocate"),
        ([ItemKind.CALL_PLAN, ItemKind.PLAN_LATE], "reminder_plan"),
        ([ItemKind.MOVED_EARLIER, ItemKind.NEW_AND_NEAR], "deadline_moved"),
        ([ItemKind.PLAN_LATE, ItemKind.FILE_BY], "reminder_claimant_advocate"),
        ([ItemKind.PLAN_LATE, ItemKind.MOVED_EARLIER], "reminder_claimant_advocate"),
    ],
)
def test_a_morning_s_dates_choose_their_mail(kinds: list[ItemKind], template: str) -> None:
    assert a_reminder(*(an_item(kind=kind) for kind in kinds)).template == template


@pytest.mark.parametrize(
    "when,words",
    [
        (A_WEEK_ON, "Friday, November 27, 2026"),
        (TEN_PAST_FOUR, "Monday, November 23, 2026, 4:10 pm CST"),
        (
            datetime(2026, 7, 4, 0, 5, tzinfo=ZoneInfo("America/New_York")),
            "Saturday, July 4, 2026, 12:05 am EDT",
        ),
        (datetime(2026, 7, 4, 12, 0, tzinfo=ZoneInfo("America/Sao_Paulo")), "12:00 pm UTC-03"),
        (datetime(2026, 7, 4, 12, 0, tzinfo=timezone(timedelta(hours=-6))), "12:00 pm UTC-06:00"),
    ],
)
def test_a_date_is_written_in_full_with_its_weekday_and_an_hour_with_its_zone(
    when: datetime, words: str
) -> None:
    assert words in render(a_reminder(an_item(when=when))).text


def test_nobody_s_name_can_begin_a_line_or_a_tag() -> None:
    name = "Bob\r\n\r\nOpen case:\nhttps://charlie.example.org <b>now</b>\x00\u202e"
    mail = render(a_reminder(an_item(acts=Acts.ADVOCATE, acts_name=name)))

    assert "Bob Open case: https://charlie.example.org <b>now</b> is the one to act." in mail.text
    assert "<b>" not in mail.html
    assert read(mail.html).words == mail.text.split()


def test_an_organization_s_name_stays_one_line_in_a_subject() -> None:
    invitation = MAILS["invitation"]
    assert isinstance(invitation, AccountInvitation)

    mail = render(replace(invitation, organization_name="Harbor\r\nBcc: charlie@example.org"))

    assert mail.subject == "An account for you at Harbor Bcc: charlie@example.org"


@pytest.mark.parametrize("language", ["xx", "../en", ""])
def test_a_language_that_is_not_there_yet_is_answered_in_english(language: str) -> None:
    mail: MailContext = to_alice(PatientItem(A_WEEK_ON, Acts.YOU))

    assert render(mail, language) == render(mail)
