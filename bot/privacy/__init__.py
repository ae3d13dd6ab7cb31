"""Students' rights over what is kept of them, and what officers may see of it."""
