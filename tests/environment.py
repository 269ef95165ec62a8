"""The environment that tests run in, set before Django reads its settings (pytest -p)."""

import os
import shutil
import tempfile

_data = tempfile.mkdtemp(prefix="oddreel-tests-")
os.environ["ENV_FILE"] = os.devnull
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the site has it
os.environ.setdefault("DEBUG", "true")
if "PYTEST_XDIST_WORKER" in os.environ:
    os.environ["DATA_DIR"] = (
        _data  # a worker inherits the environment of the process that shares the tests out
    )
else:
    os.environ.setdefault("DATA_DIR", _data)
os.environ.setdefault("CELERY_BROKER_URL", "memory://")
os.environ.setdefault("STARTER_CATALOGUE", "false")
os.environ.setdefault("LOG_LEVEL", "WARNING")
os.environ.setdefault("STRIPE_SANDBOX_URL", "")  # tests that pay say where
os.environ.setdefault("DEFAULT_PLAN", "pro")  # tests of what a plan allows say which
os.environ.setdefault("SAMPLE_PERCENT", "0")  # tests of the sample say how large it is
os.environ.setdefault("EMAIL_URL", "dummymail://")
os.environ.setdefault("VERIFY_A_MINUTE", "100000")  # the tests that count say how many


def pytest_unconfigure() -> None:
    shutil.rmtree(_data, ignore_errors=True)
