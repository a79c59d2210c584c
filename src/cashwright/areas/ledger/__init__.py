"""The journal of money: accounts, entries, postings, periods, exchange rates."""
