"""The world's time, for scripts that wait in it."""

import json
import os
import time
import urllib.request

from botocore.client import BaseClient

SPEED = float(os.environ["PLAYGROUND_SPEED"])
# In world seconds: reads trail writes by up to half a second.
SETTLING = 0.6

really_call = BaseClient._make_api_call
really_sleep = time.sleep


def now():
    """The world's time in seconds; it goes slower where the machine is busy."""
    with urllib.request.urlopen(f"{os.environ['AWS_ENDPOINT_URL']}/_playground/clock") as answer:
        return json.load(answer)["milliseconds"] / 1000


def sleep(seconds):
    """Sleeps for so many seconds of the world's."""
    end = now() + seconds
    while (left := end - now()) > 0:
        really_sleep(max(left / SPEED, 0.001))


def settled(settlings):
    """A client's call that returns once what it wrote can be read; `settlings` says what takes longer than usual."""

    def call(client, operation, given):
        answer = really_call(client, operation, given)
        if not operation.startswith(("Describe", "Get", "List", "Query", "Scan", "Receive")):
            sleep(settlings.get(operation, SETTLING))
        return answer

    return call
