"""Cash application: which payment or credit settles which invoice."""
