"""How gunicorn serves the site: `gunicorn`, started in this folder, finds everything here.

The number of processes comes from WEB_CONCURRENCY, as gunicorn has it; more than one needs REDIS_URL.
"""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
sys.path.insert(0, str(ROOT / "site"))

from config.logs import configuration  # noqa: E402

wsgi_app = "config.wsgi"
chdir = str(ROOT)
bind = os.environ.get("BIND", "127.0.0.1:8000")
worker_class = "gthread"
threads = int(os.environ.get("THREADS", "4"))
# Longer than the proxy keeps an idle connection, so that it is the proxy that closes it.
keepalive = 75
# A worker that is silent so long is replaced; what it was answering has as long to be finished.
timeout = graceful_timeout = 60
# Dictionaries and code are read once and shared: a worker more costs little memory, and all of them have one build.
preload_app = True
# Where a worker shows that it lives: never on a disk that could be slow or full.
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None
control_socket_disable = True
# The site logs each request itself.
accesslog = None
logconfig_dict = configuration(os.environ.get("LOG_LEVEL", "INFO"))


def on_starting(server):
    """Refuse to serve what `manage.py check --deploy` calls an error, such as several workers without REDIS_URL."""
    from django.core import checks
    from django.db import connections

    errors = [each for each in checks.run_checks(include_deployment_checks=True) if each.is_serious()]
    # What a check asked must not be shared by the workers.
    connections.close_all()
    if errors:
        sys.exit("\n".join(f"{each.id}: {each.msg} {each.hint or ''}" for each in errors))
