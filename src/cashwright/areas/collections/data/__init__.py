"""Dated constants of collections."""
