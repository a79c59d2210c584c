"""People of the house: who may do what, and to which records."""
