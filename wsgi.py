"""The WSGI application for any server: ``waitress-serve wsgi:app``, ``gunicorn wsgi:app``, ``flask --app wsgi run``."""

from webapp import create_app

app = create_app()
