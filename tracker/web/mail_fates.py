"""What became of a mail, in a word or two, and how a page colours it."""

from tracker.models import DeliveryEvent, DeliveryReport, OutboxMessage, OutboxStatus

FATES = {
    OutboxStatus.QUEUED: ("waiting", ""),
    OutboxStatus.LEASED: ("being sent", "acc"),
    OutboxStatus.SENT: ("sent", "good"),
    OutboxStatus.GIVEN_UP: ("given up", "late"),
    OutboxStatus.CANCELLED: ("cancelled", ""),
}
HEARD = {
    DeliveryEvent.DELIVERED: ("delivered", "good"),
    DeliveryEvent.DEFERRED: ("still being tried", "acc"),
    DeliveryEvent.BOUNCED: ("came back", "late"),
    DeliveryEvent.DROPPED: ("not passed on", "late"),
    DeliveryEvent.COMPLAINED: ("unwanted", "late"),
    DeliveryEvent.UNSUBSCRIBED: ("asked for no more", "late"),
    DeliveryEvent.UNHEARD: ("nothing heard since", "soon"),
}


def fate(mail: OutboxMessage, report: DeliveryReport | None) -> tuple[str, str]:
    """The words and the tone: what was heard of it counts for more than that it was sent."""
    if mail.status is OutboxStatus.SENT and report is not None:
        return HEARD[report.event]
    return FATES[mail.status]
