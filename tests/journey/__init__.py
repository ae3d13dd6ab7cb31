"""The room of meetings: the hours of a week, and the times that are free in them."""
