"""What the pages about the whole books share: who sees a company whole, and the rows behind figures.

batches.py  the imports a reader may see
figures.py  a figure in words
whose.py    a customer, segment or portfolio in an address
uploads.py  files handed in and not yet imported
reach.py    the legal entities a reader sees wholly
items.py    open items and their aging, as of any day
entries.py  the journal entries that move an account
needs.py    what waits for the reader
news.py     what happened since yesterday
tiles.py    the figures of the first page
checklist.py  what is left to do before a month is closed
"""
