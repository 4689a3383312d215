"""Template tags of the news desk."""
