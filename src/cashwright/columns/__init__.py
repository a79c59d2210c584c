"""The words of the kernel as columns: dtypes, exact split, rates, as-of joins, guards, COPY."""
