"""Calls of providers: reports of messages. Each proves itself by a signature or a secret."""
