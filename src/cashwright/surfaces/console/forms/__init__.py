"""Forms of the console: what people type, read and checked before a service sees it."""
