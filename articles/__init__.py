"""What is published: stories, their translations, sources, photos and tickers."""
