"""Conversations in, answers out: reading, indexing and searching transcripts, without any web."""
