"""The protocol of `peers/node/serve.mjs`, for peers in Python."""

import json
import math
import resource
import sys
import time

FIRST_STEPS = 3


class Refusal(Exception):
    """What this side cannot do, as an answer."""


def begin(prepared):
    start = time.perf_counter()
    losses = [prepared["step"]()]
    first = (time.perf_counter() - start) * 1e3
    losses += [prepared["step"]() for _ in range(FIRST_STEPS - 1)]
    if "outcome" in prepared:
        losses = [prepared["outcome"]()]
    answer = {"parameters": prepared["parameters"], "losses": losses, "first": first}
    return {**answer, "how": prepared["how"]} if "how" in prepared else answer


def repeat(step, seconds=math.inf, steps=math.inf):
    times = []
    while not times or (len(times) < steps and sum(times) < 1e3 * seconds):
        start = time.perf_counter()
        loss = step()
        times.append((time.perf_counter() - start) * 1e3)
    if not math.isfinite(loss):
        raise Refusal(f"the loss became {loss}")
    return {"times": times}


def memory():
    """Linux knows the peak of this program alone; elsewhere it is the operating system's for the process."""
    try:
        with open("/proc/self/status") as file:
            status = dict(line.split(":", 1) for line in file)
        return {key: int(status[name].split()[0]) * 1024 for key, name in (("now", "VmRSS"), ("peak", "VmHWM"))}
    except FileNotFoundError:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
        return {"now": peak, "peak": peak}


def serve(hello, prepare):
    """`prepare(work)` gives {parameters, step}; `step()` does the work once and returns the loss as a number."""
    print(json.dumps(hello), flush=True)
    prepared = None
    for line in sys.stdin:
        request = json.loads(line)
        try:
            if "prepare" in request:
                prepared = None
                prepared = prepare(request["prepare"])
                answer = begin(prepared)
            elif "run" in request:
                answer = repeat(prepared["step"], **request["run"])
            else:
                answer = memory()
        except Exception as error:  # Whatever a library cannot do is an answer.
            answer = {"cannot": (str(error).strip() or repr(error)).split("\n")[0][:300]}
        print(json.dumps(answer), flush=True)
