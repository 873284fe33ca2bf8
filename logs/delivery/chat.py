"""Chat services, by apprise."""

from apprise import Apprise, AppriseAsset, NotifyType

from logs.errors import NotDelivered

_TYPES = {"resolved": NotifyType.SUCCESS, "firing": NotifyType.FAILURE, "escalation": NotifyType.FAILURE}


def post(channel: str, *, subject: str, text: str, kind: str) -> None:
    """Send a message to a service that ``channels.way_of`` lets in.

    Raises:
        NotDelivered: apprise doesn't understand the address, or the service didn't take the message.
    """
    sender = Apprise(asset=AppriseAsset(app_id="Larkspur", app_desc="Larkspur", secure_logging=True))
    if not sender.add(channel):
        raise NotDelivered("apprise does not understand the channel’s address")
    if not sender.notify(body=text, title=subject, notify_type=_TYPES.get(kind, NotifyType.WARNING)):
        raise NotDelivered("the service did not take the message")
