"""What became of each message."""

from contracts.notifications import operations as notifications
from gateway.declared import Route, Subject

deliveries = Subject(
    "deliveries",
    "The delivery log of messages",
    (
        Route("GET", "/deliveries", notifications.list_deliveries),
        Route("GET", "/votations/{votation_id}/letters/{kind}", notifications.preview_letter),
        Route("POST", "/deliveries/{delivery_id}/retries", notifications.send_again, status=202),
    ),
)

SUBJECTS = (deliveries,)
