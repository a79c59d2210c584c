"""The price book as a file: what is in it and not in the books is added, all of it or nothing."""

from cashwright.runs.price_book.applying import apply_price_book
from cashwright.runs.price_book.book import PriceBook
from cashwright.runs.price_book.planning import Step, plan_price_book
from cashwright.runs.price_book.reading import read_price_book

__all__ = ["PriceBook", "Step", "apply_price_book", "plan_price_book", "read_price_book"]
