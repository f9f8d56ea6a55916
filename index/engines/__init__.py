"""Search engines behind one protocol (base.py)."""
