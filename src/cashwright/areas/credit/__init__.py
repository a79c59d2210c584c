"""Credit: what is written off, and what is recovered after all."""
