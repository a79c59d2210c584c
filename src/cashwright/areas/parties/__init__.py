"""Who we deal with: legal entities, customers, contacts, terms and holds."""
