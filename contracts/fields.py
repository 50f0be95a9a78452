"""Field types shared by all contracts. Every complaint is a code of `contracts.refusals.FIELD_MESSAGES`."""

import unicodedata
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from marshmallow import ValidationError, fields, validate

from contracts.normalisation import is_visible, seen_length

LINK_CHARACTERS = 2000
CODES: dict[str, Any] = {
    "required": "required",
    "null": "required",
    "invalid": "invalid",
    "invalid_uuid": "invalid_id",
    "validator_failed": "invalid",
    "format": "invalid",
    "invalid_utf8": "invalid",
    "too_large": "too_large",
    "naive": "time_without_offset",
    "type": "invalid",
}


class _Coded:
    """Replaces marshmallow's sentences by codes."""

    default_error_messages: dict[str, Any] = CODES


class Text(_Coded, fields.String):
    """A text of `min_length` to `max_length` characters, trimmed, without control characters but line breaks and tabs.

    A text of which nothing shows is empty: refused as `required`, or nothing where nothing is allowed.
    """

    def __init__(self, max_length: int, min_length: int = 1, **options: Any) -> None:
        self.min_length, self.max_length = min_length, max_length
        if options.get("required") is not False and not options.keys() & {"load_default", "required"}:
            options["required"] = True
        super().__init__(**options)
        self.validate = validate.Length(min=0, max=max_length)
        self.validators = [self._measure]

    def deserialize(self, value: Any, *given: Any, **kwargs: Any) -> Any:
        """What was typed; None for a text of which nothing shows where none is allowed."""
        nothing = self.allow_none and isinstance(value, str) and not is_visible(value)
        return super().deserialize(None if nothing else value, *given, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs).replace("\r\n", "\n").strip()
        if any((ord(c) < 32 and c not in "\n\t") or c == "\x7f" or 0xD800 <= ord(c) <= 0xDFFF for c in text):
            raise ValidationError("invalid_characters")
        return text if is_visible(text) else ""

    def _measure(self, text: str) -> None:
        if seen_length(text) < self.min_length:
            raise ValidationError("required" if not text else f"too_short:{self.min_length}")
        if len(text) > self.max_length:
            raise ValidationError(f"too_long:{self.max_length}")


# They turn round what is shown beside them: a title or a choice could read as another (UAX #9, section 2.1 and 2.2).
DIRECTIONS = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)))


class Line(Text):
    """A text on one line: no line break, no tab; embeddings and overrides of direction are taken out."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs).translate(DIRECTIONS).strip()
        if "\n" in text or "\t" in text:
            raise ValidationError("invalid_characters")
        return text


class Identifier(_Coded, fields.UUID):
    """A UUID."""


class Bool(_Coded, fields.Boolean):
    """true or false."""


class Int(_Coded, fields.Integer):
    """A whole number between `min_value` and `max_value`, both allowed."""

    def __init__(self, min_value: int = 0, max_value: int = 2**31 - 1, **options: Any) -> None:
        def within(value: int) -> None:
            if value < min_value:
                raise ValidationError(f"too_small:{min_value}")
            if value > max_value:
                raise ValidationError(f"too_large:{max_value}")

        super().__init__(strict=True, validate=within, **options)
        self.min_value, self.max_value = min_value, max_value


class QueryInt(Int):
    """A whole number that may arrive as the digits of a query string."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 12:
            value = int(value)
        return super()._deserialize(value, attr, data, **kwargs)


class Instant(_Coded, fields.AwareDateTime):
    """A moment: ISO 8601 with its offset, kept and answered in UTC."""

    def __init__(self, **options: Any) -> None:
        super().__init__(format="iso", **options)

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> Any:
        if isinstance(value, datetime):
            value = value.astimezone(UTC)
        return super()._serialize(value, attr, obj, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        moment = super()._deserialize(value, attr, data, **kwargs)
        if not datetime(1970, 1, 1, tzinfo=UTC) <= moment < datetime(2200, 1, 1, tzinfo=UTC):
            raise ValidationError("invalid")
        return moment.astimezone(UTC)


class Day(_Coded, fields.Date):
    """A calendar day, ISO 8601."""

    default_error_messages: dict[str, Any] = {**CODES, "invalid": "invalid_day"}


class Choice(_Coded, fields.String):
    """One of a closed list of choices."""

    def __init__(self, choices: tuple[str, ...], **options: Any) -> None:
        self.choices = choices

        def among(value: str) -> None:
            if value not in choices:
                raise ValidationError("not_one_of:" + ", ".join(choices))

        super().__init__(validate=among, **options)
        self.metadata = {**self.metadata, "enum": list(choices)}


class EmailAddress(_Coded, fields.Email):
    """An e-mail address, trimmed, at most 254 characters."""

    default_error_messages: dict[str, Any] = {**CODES, "invalid": "invalid_email"}

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        if isinstance(value, str):
            value = value.strip()
            if len(value) > 254 or any(ord(c) < 33 or ord(c) == 127 for c in value):
                raise ValidationError("invalid_email")
        return str(super()._deserialize(value, attr, data, **kwargs))


class WebLink(_Coded, fields.Url):
    """An http or https address of at most 2,000 characters, without credentials and invisible signs."""

    default_error_messages: dict[str, Any] = {**CODES, "invalid": "invalid_link"}

    def __init__(self, **options: Any) -> None:
        super().__init__(schemes={"http", "https"}, **options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        if isinstance(value, str):
            # Nothing that is not seen belongs into an address; marks of direction would show it reversed.
            value = "".join(c for c in value if unicodedata.category(c) != "Cf").strip()
            if len(value) > LINK_CHARACTERS or not _is_without_credentials(value):
                raise ValidationError("invalid_link")
        return str(super()._deserialize(value, attr, data, **kwargs))


def _is_without_credentials(address: str) -> bool:
    try:
        return "@" not in urlsplit(address).netloc
    except ValueError:  # an unfinished IPv6 host
        return False


class BoundedList(_Coded, fields.List[Any]):
    """A list of `min_items` to `max_items` items."""

    def __init__(self, inner: fields.Field[Any], max_items: int, min_items: int = 0, **options: Any) -> None:
        def within(items: list[Any]) -> None:
            if len(items) < min_items:
                raise ValidationError(f"too_few:{min_items}")
            if len(items) > max_items:
                raise ValidationError(f"too_many:{max_items}")

        super().__init__(inner, validate=within, **options)
        self.min_items, self.max_items = min_items, max_items

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> list[Any]:
        if isinstance(value, list) and len(value) > self.max_items:  # before each item is looked at
            raise ValidationError(f"too_many:{self.max_items}")
        return super()._deserialize(value, attr, data, **kwargs)


class Nested(_Coded, fields.Nested):
    """A nested object."""

    default_error_messages: dict[str, Any] = {**CODES, "type": "invalid"}


class Colour(Line):
    """A colour as `#rrggbb`."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=7, **options)

    def _measure(self, text: str) -> None:
        if len(text) != 7 or text[0] != "#" or any(c not in "0123456789abcdef" for c in text[1:].lower()):
            raise ValidationError("invalid_colour")
