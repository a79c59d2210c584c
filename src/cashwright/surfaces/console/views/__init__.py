"""Pages of the furniture itself: the palette, saved views, the entity switch."""
