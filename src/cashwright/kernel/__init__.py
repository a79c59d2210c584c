"""The words everyone uses. Pure: no Django, no Polars, no network."""
