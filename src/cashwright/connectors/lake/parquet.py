"""The folder: any number of Parquet files of readings. One that is in several counts once."""

from collections.abc import Iterable
from pathlib import Path

import polars as pl

from cashwright.areas.usage.frames import LAKE
from cashwright.columns.dtypes import check


def write_readings(frames: Iterable[pl.DataFrame], folder: Path) -> int:
    """Put readings into the folder, a file a frame, each whole or not at all. Returns how many."""
    folder.mkdir(parents=True, exist_ok=True)
    first = sum(1 for _ in folder.glob("readings-*.parquet"))
    rows = 0
    for number, frame in enumerate(frames, first):
        check(frame, LAKE, "readings")
        path = folder / f"readings-{number:06d}.parquet"
        unfinished = path.with_suffix(".unfinished")
        frame.select(list(LAKE)).write_parquet(unfinished, compression="zstd")
        unfinished.rename(path)
        rows += frame.height
    return rows
