"""A bank's files from one list of what it has to tell: camt.053, MT940, BAI2 and a table.

Each writer takes `Statement`s and gives bytes; the same lines come back from connectors/bank_files,
as far as a format can say them: what it has no room for, its module says.
"""

from cashwright.connectors.simulator.bank_writers.bai2 import bai2_text, write_bai2
from cashwright.connectors.simulator.bank_writers.camt053 import write_camt053, xml_text
from cashwright.connectors.simulator.bank_writers.mt940 import mt940_text, write_mt940
from cashwright.connectors.simulator.bank_writers.table import TABLE_COLUMNS, write_table
from cashwright.connectors.simulator.bank_writers.values import (
    Cited,
    Kind,
    OurAccount,
    Statement,
    Told,
    chained,
)

__all__ = [
    "TABLE_COLUMNS",
    "Cited",
    "Kind",
    "OurAccount",
    "Statement",
    "Told",
    "bai2_text",
    "chained",
    "mt940_text",
    "write_bai2",
    "write_camt053",
    "write_mt940",
    "write_table",
    "xml_text",
]
