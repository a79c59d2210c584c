"""Words for the refusals of files that come in. Each says the remedy it carries."""

WORDS: dict[str, tuple[int, str]] = {
    "exchange.file_refused": (422, "{file} was not taken. {remedy}"),
    "exchange.file_missing": (404, "{file} is not there. {remedy}"),
    "exchange.file_empty": (422, "{file} is empty. {remedy}"),
    "exchange.file_too_large": (413, "{file} is too large. {remedy}"),
    "exchange.file_unsafe": (422, "{file} unpacks to more than it should. {remedy}"),
    "exchange.file_type_unknown": (422, "What kind of file {file} is cannot be told. {remedy}"),
    "exchange.file_truncated": (422, "{file} breaks off. {remedy}"),
    "exchange.file_misencoded": (
        422,
        "{file}, row {row}: the letters cannot be read as {encoding}. {remedy}",
    ),
    "exchange.cell_too_large": (
        422,
        "{file}, row {row}, {column}: {characters} letters in one cell. {remedy}",
    ),
    "exchange.too_many_columns": (422, "{file} has too many columns. {remedy}"),
    "exchange.too_many_rows": (422, "There are too many rows for one file. {remedy}"),
    "exchange.row_ragged": (
        422,
        "{file}, row {row} has {cells} cells where the header has {expected}. {remedy}",
    ),
    "exchange.row_unreadable": (422, "{file}, row {row}: {why}. {remedy}"),
    "exchange.columns_missing": (422, "{file} has no column for: {missing}. {remedy}"),
    "exchange.column_unknown": (422, "“{given}” is no column of {file}. {remedy}"),
    "exchange.columns_unclear": (422, "Several columns could be the {field}: {columns}. {remedy}"),
    "exchange.dates_unclear": (
        422,
        "{file}, {column}: “{example}” can be read as two different days. {remedy}",
    ),
    "exchange.amounts_unclear": (
        422,
        "{file}, {column}: “{example}” can be read as two different amounts. {remedy}",
    ),
    "exchange.entity_unclear": (422, "Several legal entities could own {file}: {known}. {remedy}"),
}
