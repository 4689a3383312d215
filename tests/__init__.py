"""Tests of the news portal, mirrored module by module, beside project-wide sweeps."""
