"""Template tags of the comments."""
