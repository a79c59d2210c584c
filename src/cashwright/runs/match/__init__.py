"""Matching: bank lines to what they pay, planned for all at once and applied as far as is certain.

Words: a *line* is one payment on a bank statement (areas/cash); a *decision* says what it most likely
pays, how sure that is and what speaks against it; *autonomy* says what may be done without a person.
"""
