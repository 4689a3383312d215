"""Wiring of the news portal: settings, addresses, workflow, languages."""
