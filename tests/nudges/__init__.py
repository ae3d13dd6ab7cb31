"""The room of nudges, rule by rule."""
