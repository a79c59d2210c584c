"""What an issued document looks like on paper: its words, its page as data, its bytes kept."""
