"""What does ``python -m webapp`` do? The same as ``colloquy``."""

from webapp.cli import main

if __name__ == "__main__":
    main()
