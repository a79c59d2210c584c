"""Commands about the installation itself: its database, its queue, its server, its health."""
