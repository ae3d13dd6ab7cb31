"""The stores and the schema, on both databases."""
