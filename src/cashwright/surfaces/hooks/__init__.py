"""Calls of providers: reports of messages, and what customers wrote. Each proves itself by a signature or a secret."""
