"""Files in and out: CSV, XLSX and Parquet read into tables of text, frames written to any of them."""

from cashwright.connectors.files.reader import read_table
from cashwright.connectors.files.writers import FORMATS, write_frame_file, write_rows_file

__all__ = ["FORMATS", "read_table", "write_frame_file", "write_rows_file"]
