"""What all indicators share: traced tables, areas, the declaration, the registry, and sets of values."""
