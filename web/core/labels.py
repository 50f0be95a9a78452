"""What people read in the place of a code of a closed list. A code without its label is a mistake of ours."""

import logging
from collections.abc import Mapping

from web.core.i18n import _

log = logging.getLogger(__name__)


def label(names: Mapping[str, str], code: object, of: str) -> str:
    """The label of `code` among `names`, already in the reader's language. Nothing said is nothing shown.

    A code that has none is never shown: it is logged with the name of its list, and a neutral word stands for it.
    """
    known = str(code or "")
    if not known:
        return ""
    found = names.get(known)
    return missing(known, of) if found is None else found


def missing(code: str, of: str) -> str:
    """Tests have this raise."""
    log.error("missing_label of=%s code=%s", of, code[:40] if code.isidentifier() else "?")
    return _("Not named")
