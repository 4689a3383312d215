"""What is mailed: consents, issues and their deliveries."""
