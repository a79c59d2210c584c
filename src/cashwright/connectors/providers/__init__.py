"""Providers that send for us and report back: which there are, how their calls prove themselves, what they say."""
