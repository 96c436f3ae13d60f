"""Two replicas on the real parts: PostgreSQL, a Chroma server, an S3 server, all behind nginx.

``chaos`` has parts of it fail while people ask, by a schedule that a seed decides, and counts what
was lost. ``replicas`` compares two replicas with one, and ``soak`` looks at how their memory grows.
"""
