"""Tests of newsportal."""
