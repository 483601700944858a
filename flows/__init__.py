"""Prefect flows: thin tasks over `claimx.pipeline`."""
