"""What is one complete build on disk? Written once, verified, read, and switched to in one step."""
