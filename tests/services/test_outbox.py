"""The outbox: each message is handed to one worker, sent at least once, and its fate is known."""

import threading
from collections import Counter
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from tests.factories import NOW, make_account, make_administrator, make_case, make_organization
from tracker.db import SessionFactory, write_session
from tracker.models import DeliveryEvent, Escalation, OutboxMessage, OutboxStatus
from tracker.services import access, outbox
from tracker.services.outbox import Draft, Heard

BASE_URL = "https://appeals.example.org"


def make_message(session: Session, key: str = "a", **changes: Any) -> OutboxMessage:
    """A mail that waits."""
    draft = {
        "unique_key": key,
        "kind": "reminder",
        "to_address": "bob@example.org",
        "subject": "Case A-7F3K: file by Friday, January 8, 2027",
        "text": "File it.",
        "html": "<p>File it.</p>",
        **changes,
    }
    return outbox.enqueue(session, Draft(**draft), BASE_URL, NOW)


def only_message(session: Session) -> OutboxMessage:
    return session.exec(select(OutboxMessage)).one()


class TestQueueing:
    def test_the_same_occasion_is_queued_once(self, session: Session) -> None:
        first, again = make_message(session), make_message(session, subject="Other words")

        assert first is again
        assert again.subject == "Case A-7F3K: file by Friday, January 8, 2027"

    def test_a_message_has_one_message_id_from_the_start(self, session: Session) -> None:
        message = make_message(session)

        assert message.message_id == f"<{message.id}@appeals.example.org>"


class TestClaiming:
    def test_messages_are_claimed_in_batches_the_longest_waiting_first(self, session: Session) -> None:
        later = make_message(session, "later")
        later.next_try_at = NOW - timedelta(minutes=1)
        earlier = make_message(session, "earlier")
        earlier.next_try_at = NOW - timedelta(minutes=2)
        session.flush()

        claimed = outbox.claim(session, NOW, limit=1)

        assert claimed.ids == (earlier.id,)

    def test_what_is_claimed_is_nobody_elses_until_the_lease_runs_out(self, session: Session) -> None:
        make_message(session)
        outbox.claim(session, NOW)

        assert outbox.claim(session, NOW + outbox.LEASE - timedelta(seconds=1)).ids == ()
        assert len(outbox.claim(session, NOW + outbox.LEASE).ids) == 1

    def test_each_claim_counts_as_an_attempt(self, session: Session) -> None:
        make_message(session)
        outbox.claim(session, NOW)
        outbox.claim(session, NOW + outbox.LEASE)

        assert only_message(session).attempts == 2

    def test_a_message_whose_time_has_not_come_waits(self, session: Session) -> None:
        make_message(session).next_try_at = NOW + timedelta(seconds=1)
        session.flush()

        assert outbox.claim(session, NOW).ids == ()

    def test_workers_that_race_never_get_the_same_message(self, database: SessionFactory) -> None:
        # Given 200 messages
        with write_session(database) as session:
            for number in range(200):
                make_message(session, str(number))

        # When four workers claim at the same time, in small batches, until nothing is left
        start, taken = threading.Barrier(4), []

        def work() -> None:
            start.wait()
            while True:
                with write_session(database) as session:
                    claimed = outbox.claim(session, NOW, limit=7)
                if not claimed.ids:
                    return
                taken.extend(claimed.ids)

        workers = [threading.Thread(target=work) for _ in range(4)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()

        # Then every message was claimed once
        assert len(taken) == 200
        assert set(Counter(taken).values()) == {1}


class TestMarking:
    def test_a_sent_message_is_marked_with_the_providers_id(self, session: Session) -> None:
        make_message(session)
        claimed = outbox.claim(session, NOW)

        assert outbox.mark_sent(session, claimed, [(claimed.ids[0], "provider-1")], NOW) == 1

        session.expire_all()
        message = only_message(session)
        assert (message.status, message.provider_id) == (OutboxStatus.SENT, "provider-1")
        assert (message.sent_at, message.lease_token) == (NOW, None)

    def test_a_whole_batch_is_marked_and_nobody_elses(self, session: Session) -> None:
        for number in range(5):
            make_message(session, str(number))
        first, second = outbox.claim(session, NOW, limit=3), outbox.claim(session, NOW, limit=2)

        assert outbox.mark_sent(session, first, [(key, None) for key in first.ids], NOW) == 3

        session.expire_all()
        waiting = session.exec(select(OutboxMessage).where(OutboxMessage.status == OutboxStatus.LEASED))
        assert {message.id for message in waiting} == set(second.ids)

    def test_of_a_batch_those_that_went_are_marked_and_the_others_not(self, session: Session) -> None:
        for number in range(3):
            make_message(session, str(number))
        claimed = outbox.claim(session, NOW)

        assert outbox.mark_sent(session, claimed, [(claimed.ids[0], None)], NOW) == 1

        session.expire_all()
        sent = session.exec(select(OutboxMessage).where(OutboxMessage.status == OutboxStatus.SENT))
        assert [message.id for message in sent] == [claimed.ids[0]]

    def test_a_worker_that_slept_over_its_lease_does_not_overwrite_the_next_owner(
        self, session: Session
    ) -> None:
        # Given a worker that claimed a message and was stopped until its lease ran out
        make_message(session)
        slept = outbox.claim(session, NOW)
        owner = outbox.claim(session, NOW + outbox.LEASE)

        # When it wakes and marks what it did
        key = slept.ids[0]
        marked = outbox.mark_sent(session, slept, [(key, None)], NOW)
        failed = outbox.mark_failed(session, slept.token, key, "It timed out.", False, NOW)

        # Then nothing happens, and the new owner's mark counts
        assert (marked, failed) == (0, None)
        assert only_message(session).status is OutboxStatus.LEASED
        assert outbox.mark_sent(session, owner, [(key, None)], NOW) == 1

    def test_a_message_given_back_untried_has_lost_no_attempt(self, session: Session) -> None:
        make_message(session)
        claimed = outbox.claim(session, NOW)

        outbox.release(session, claimed.token, claimed.ids, NOW)

        session.expire_all()
        assert only_message(session).attempts == 0
        assert outbox.claim(session, NOW).ids == claimed.ids


class TestFailing:
    def fail(self, session: Session, permanent: bool = False) -> outbox.Failure:
        """Claim the one message whenever it may be tried, and fail."""
        session.expire_all()
        message = only_message(session)
        now = max(NOW, message.next_try_at)
        claimed = outbox.claim(session, now)
        failure = outbox.mark_failed(
            session, claimed.token, message.id, "The server is busy.", permanent, now
        )
        assert failure is not None
        session.expire_all()
        return failure

    def test_it_is_tried_again_after_ever_longer_waits_and_then_given_up(self, session: Session) -> None:
        make_message(session)
        waits = []

        while not self.fail(session).is_given_up:
            waits.append(only_message(session).next_try_at)

        gaps = [later - earlier for earlier, later in zip([NOW, *waits], waits, strict=False)]
        assert len(gaps) == len(outbox.DELAYS)
        for gap, delay in zip(gaps, outbox.DELAYS, strict=True):
            assert delay * 0.9 <= gap <= delay * 1.1
        assert only_message(session).status is OutboxStatus.GIVEN_UP

    def test_what_can_never_go_is_given_up_at_once(self, session: Session) -> None:
        make_message(session)

        assert self.fail(session, permanent=True).is_given_up
        assert only_message(session).error == "The server is busy."

    def test_a_reminder_given_up_stands_on_its_advocates_screen(self, session: Session) -> None:
        bob = make_account(session)
        case = make_case(session, bob)
        make_message(
            session, organization_id=case.organization_id, case_id=case.id, patient_id=case.patient_id
        )

        self.fail(session, permanent=True)

        told = session.exec(select(Escalation)).one()
        assert (told.account_id, told.kind) == (bob.id, "mail_failed")
        assert told.sentence == (
            f"A mail to the patient about case {case.number} was given up: The server is busy."
        )

    def test_where_the_advocate_is_the_one_not_reached_an_administrator_is_told_too(
        self, session: Session
    ) -> None:
        harbor = make_organization(session)
        bob, dora = make_account(session, harbor), make_administrator(session, harbor)
        case = make_case(session, bob)
        make_message(session, organization_id=case.organization_id, case_id=case.id, account_id=bob.id)

        self.fail(session, permanent=True)

        told = {each.account_id: each.sentence for each in session.exec(select(Escalation))}
        assert set(told) == {bob.id, dora.id}
        assert "to a colleague" in told[dora.id]

    def test_the_third_failure_is_told_while_it_is_still_tried(self, session: Session) -> None:
        case = make_case(session)
        make_message(session, organization_id=case.organization_id, case_id=case.id)

        self.fail(session)
        self.fail(session)
        assert session.exec(select(Escalation)).all() == []
        self.fail(session)

        assert session.exec(select(Escalation)).one().kind == "mail_delayed"

    def test_a_message_that_cannot_be_opened_can_still_be_given_up(self, session: Session) -> None:
        message = make_message(session)
        session.execute(sa.text("UPDATE outbox_message SET subject = 'v1:test:00:AAAA'"))

        assert self.fail_unopened(session, message.id).is_given_up

    def fail_unopened(self, session: Session, key: UUID) -> outbox.Failure:
        claimed = outbox.claim(session, NOW)
        failure = outbox.mark_failed(session, claimed.token, key, "It could not be opened.", True, NOW)
        assert failure is not None
        return failure

    def test_an_administrator_can_have_it_tried_again(self, session: Session) -> None:
        make_message(session)
        self.fail(session, permanent=True)

        outbox.try_again(session, only_message(session), NOW)
        session.flush()

        assert len(outbox.claim(session, NOW).ids) == 1


class TestPausing:
    def test_while_mail_is_paused_nothing_is_claimed(self, session: Session) -> None:
        make_message(session)
        outbox.pause(session, NOW + timedelta(minutes=15), "SendGrid refused the key.")

        assert outbox.claim(session, NOW).ids == ()
        assert len(outbox.claim(session, NOW + timedelta(minutes=15)).ids) == 1

    def test_the_reason_stays_known_until_mail_goes_again(self, session: Session) -> None:
        outbox.pause(session, NOW, "SendGrid refused the key.")
        last = outbox.last_pause(session)

        assert last is not None
        assert last.sentence == "SendGrid refused the key."
        outbox.resume(session)
        assert outbox.last_pause(session) is None


class TestCancelling:
    def test_a_cancelled_message_does_not_go(self, session: Session) -> None:
        message = make_message(session)

        outbox.cancel(session, message, "mail to the patient was stopped", NOW)
        session.flush()

        assert outbox.claim(session, NOW).ids == ()

    def test_a_sent_message_stays_sent(self, session: Session) -> None:
        message = make_message(session)
        claimed = outbox.claim(session, NOW)
        outbox.mark_sent(session, claimed, [(message.id, None)], NOW)
        session.refresh(message)

        outbox.cancel(session, message, "too late", NOW)

        assert message.status is OutboxStatus.SENT


class TestLooking:
    def test_an_administrator_sees_the_mails_of_their_organization_only(self, session: Session) -> None:
        bob, charlie = make_administrator(session), make_administrator(session)
        ours = make_message(session, "ours", organization_id=bob.organization_id)
        make_message(session, "theirs", organization_id=charlie.organization_id)

        page = outbox.page(session, bob)

        assert (page.messages, page.total) == ((ours,), 1)
        assert outbox.message_for(session, bob, ours.id) is ours
        with pytest.raises(access.NotFound):
            outbox.message_for(session, charlie, ours.id)

    def test_pages_count_from_one(self, session: Session) -> None:
        bob = make_administrator(session)
        for number in range(5):
            make_message(session, str(number), organization_id=bob.organization_id)

        sizes = [len(outbox.page(session, bob, number=number, size=2).messages) for number in (1, 2, 3, 4)]

        assert sizes == [2, 2, 1, 0]


class TestReports:
    """What is heard of a mail after it was handed over."""

    def sent(
        self, session: Session, key: str = "a", *, provider: str | None = "abc", ago: timedelta
    ) -> OutboxMessage:
        message = make_message(session, key, organization_id=make_account(session).organization_id)
        message.status, message.provider_id, message.sent_at = OutboxStatus.SENT, provider, NOW - ago
        session.flush()
        return message

    def test_a_mail_of_which_nothing_is_heard_for_a_day_is_looked_into_once(self, session: Session) -> None:
        self.sent(session, ago=timedelta(days=1))

        assert outbox.look_into_silence(session, NOW) == 1
        assert outbox.look_into_silence(session, NOW + timedelta(days=1)) == 0
        (task,) = session.exec(select(Escalation))
        assert task.sentence.endswith(
            "was taken by the provider a day ago, and nothing was heard of it since."
        )

    @pytest.mark.parametrize(
        "provider, ago, event",
        [
            ("abc", timedelta(hours=23), None),
            (None, timedelta(days=2), None),
            ("abc", timedelta(days=2), DeliveryEvent.DELIVERED),
            ("abc", timedelta(days=2), DeliveryEvent.BOUNCED),
        ],
    )
    def test_a_mail_that_is_young_or_was_heard_of_or_has_no_provider_is_left(
        self, session: Session, provider: str | None, ago: timedelta, event: DeliveryEvent | None
    ) -> None:
        message = self.sent(session, provider=provider, ago=ago)
        if event:
            outbox.take_in(session, [Heard(message.id, event, NOW, "e1")], NOW)

        assert outbox.look_into_silence(session, NOW) == 0

    def test_a_late_word_ends_the_silence_on_the_page(self, session: Session) -> None:
        message = self.sent(session, ago=timedelta(days=2))
        outbox.look_into_silence(session, NOW)
        outbox.take_in(session, [Heard(message.id, DeliveryEvent.DELIVERED, NOW, "e1")], NOW)

        assert outbox.fates(session, [message.id])[message.id].event is DeliveryEvent.DELIVERED
