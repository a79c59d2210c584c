"""The operations, by what they are about. Each file adds its own to the router it is given."""
