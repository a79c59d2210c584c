"""The lake: readings of meters as a folder of Parquet, summed by DuckDB here or Spark on a cluster.

For what is more than one database should hold. The statements are those of the database
(areas/usage/statements.py), so that a meter means the same in all three; a test proves them equal.
"""

from cashwright.connectors.lake.asking import Meters, quantities
from cashwright.connectors.lake.in_duckdb import DuckLake
from cashwright.connectors.lake.parquet import write_readings

__all__ = ["DuckLake", "Meters", "quantities", "write_readings"]
