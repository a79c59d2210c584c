"""What we say to customers: templates, messages and their delivery."""
