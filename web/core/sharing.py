"""Links by which a reader passes a page on."""

from urllib.parse import quote

from web.core.i18n import _
from web.core.request_context import settings


def share_links(title: str, path: str) -> list[dict[str, str]]:
    """Plain links that tell nobody anything before they are pressed."""
    address = settings().origin + path
    text, link = quote(title, safe=""), quote(address, safe="")
    return [
        {"name": _("By e-mail"), "icon": "mail", "href": f"mailto:?subject={text}&body={link}"},
        {"name": "WhatsApp", "icon": "speech", "href": f"https://wa.me/?text={text}%20{link}"},
        {
            "name": "Facebook",
            "icon": "people",
            "href": f"https://www.facebook.com/sharer/sharer.php?u={link}",
        },
        {
            "name": "LinkedIn",
            "icon": "people",
            "href": f"https://www.linkedin.com/sharing/share-offsite/?url={link}",
        },
    ]
