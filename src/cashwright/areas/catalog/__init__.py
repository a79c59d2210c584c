"""Catalog: what is sold and at what price: products, price versions, charge models, tax rates."""
