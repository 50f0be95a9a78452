"""The words and forms of a roll's file: how it is read, what is wrong with its lines."""

from typing import Any

from web.core.forms import Form, whole_number
from web.core.i18n import _, gettext_noop, number

COLUMNS = (
    *("reference", "reference_2", "name", "name_2", "name_3", "email", "phone", "postal_code"),
    *("college", "college_2", "weight"),
)
ENCODINGS = {
    "utf-8": gettext_noop("UTF-8 (LibreOffice, Google Sheets, recent Excel)"),
    "windows-1252": gettext_noop("Windows-1252 (Excel for Windows)"),
    "utf-16": gettext_noop("UTF-16 (“Unicode text” of Excel)"),
    "mac-roman": gettext_noop("Mac Roman (Excel for Mac)"),
    "cp850": gettext_noop("CP850 (old software under DOS)"),
}
SEPARATORS = {"semicolon": ";", "comma": ",", "tab": "\t", "bar": "|"}
COLUMN_NAMES = {
    "reference": gettext_noop("Elector's number"),
    "reference_2": gettext_noop("and of the number, second column"),
    "name": gettext_noop("Name"),
    "name_2": gettext_noop("and of the name, second column (first names, for instance)"),
    "name_3": gettext_noop("and of the name, third column"),
    "email": gettext_noop("E-mail address"),
    "phone": gettext_noop("Telephone"),
    "postal_code": gettext_noop("Postal code"),
    "college": gettext_noop("College"),
    "college_2": gettext_noop("and of the college, second column"),
    "weight": gettext_noop("Weight (number of votes)"),
    "line": gettext_noop("The whole line"),
}
PROBLEMS = {
    "reference_missing": gettext_noop("The elector's number is missing."),
    "reference_twice": gettext_noop("This number is already on another line."),
    "email_twice": gettext_noop("This address is already on another line."),
    "email_invalid": gettext_noop("This is not an e-mail address."),
    "no_way_to_reach": gettext_noop(
        "Neither address, telephone nor postal code: nobody could reach this person."
    ),
    "weight_invalid": gettext_noop("The weight is not a whole number."),
    "weight_ambiguous": gettext_noop(
        "This number can be read in two ways, and the column does not tell which: write it without a dot or comma."
    ),
    "weight_zero": gettext_noop("A weight of zero counts for nothing: take the line away, or give a weight."),
    "too_long": gettext_noop("This text is too long."),
    "too_few_columns": gettext_noop("Cells are missing on this line."),
    "not_readable": gettext_noop(
        "This line cannot be read: a quotation mark left open, or another encoding."
    ),
}


def reading_form(found: Any) -> Form:
    separator = next((name for name, sign in SEPARATORS.items() if sign == found["separator"]), "semicolon")
    chosen = {f"column_{name}": found["columns"].get(name) for name in COLUMNS}
    defaults = {
        "encoding": found["encoding"],
        "separator": separator,
        "has_header": "yes" if found["has_header"] else "no",
        "first_line": found.get("first_line", 1),
        **{name: "" if at is None else str(at) for name, at in chosen.items()},
    }
    return Form("encoding", "separator", "has_header", "first_line", *chosen, defaults=defaults)


def told_by(form: Form) -> dict[str, Any]:
    """How the file is to be read, as the service is told."""
    columns = {name: form[f"column_{name}"] for name in COLUMNS}
    return {
        "encoding": form["encoding"] if form["encoding"] in ENCODINGS else "utf-8",
        "separator": SEPARATORS.get(form["separator"], ";"),
        "has_header": form["has_header"] == "yes",
        "first_line": whole_number(form["first_line"]) if form["first_line"] else None,
        "columns": {name: whole_number(at) for name, at in columns.items()},
    }


def preview(found: Any) -> dict[str, Any]:
    """The beginning of the file with the numbers of its lines, and where the list begins in it."""
    numbers = found.get("sample_lines") or list(range(1, len(found["sample"]) + 1))
    begins = next((at for at, line in enumerate(numbers) if line >= found.get("first_line", 1)), 0)
    return {"numbers": numbers, "begins": begins, "rows": found["sample"][: begins + 6]}


def weights_told(found: Any) -> str:
    """How the column of weights was read, in a sentence with an example of the file; nothing where digits say it all."""
    told = found.get("weights_read")
    if not told or not told["example"]:
        return ""
    return _(
        "The weights are written with signs between their digits: “%(cell)s” was read as %(number)s.",
        cell=told["example"],
        number=number(told["example_weight"]),
    )


def columns_of(found: Any) -> list[dict[str, str]]:
    """The columns of the file, each named by its header and shown by an example."""
    sample = found["sample"][preview(found)["begins"] :]
    width = max((len(row) for row in found["sample"]), default=0)
    head = sample[0] if sample and found["has_header"] else []
    body = sample[1:] if found["has_header"] else sample
    columns = []
    for at in range(width):
        name = head[at] if at < len(head) and head[at] else _("Column %(number)s", number=at + 1)
        example = next((row[at] for row in body if at < len(row) and row[at]), "")
        label = _("%(column)s, for instance “%(example)s”", column=name, example=example[:40])
        columns.append({"value": str(at), "label": label if example else name})
    return columns


def encodings() -> list[dict[str, str]]:
    return [{"value": name, "label": _(label)} for name, label in ENCODINGS.items()]


def separators() -> list[dict[str, str]]:
    return [
        {"value": "semicolon", "label": _("a semicolon ;")},
        {"value": "comma", "label": _("a comma ,")},
        {"value": "tab", "label": _("a tab")},
        {"value": "bar", "label": _("a bar |")},
    ]


def problem(each: Any) -> dict[str, Any]:
    return {
        **each,
        "says": _(PROBLEMS.get(each["code"], PROBLEMS["not_readable"])),
        "where": _(COLUMN_NAMES.get(each["column"], COLUMN_NAMES["line"])),
    }
