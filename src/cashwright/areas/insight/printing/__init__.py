"""What the figures look like on paper."""
