"""One run of a peer code, in CPU seconds of one thread. usage: peers.py PEERS CASE; CASE: numpy cook | native cook | native D N COUNT.
PEERS: folder with case_f_fe2.py and native_rve.py; RVE_NATIVE in the environment: the shared library of rve_native.cpp."""
import os
import sys
import time

peers, side, *case = sys.argv[1:]
del sys.argv[1:]  # native_rve.py would take the second for a number of threads
for name in ("OMP_THREAD_LIMIT", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[name] = "1"
sys.path.insert(0, peers)
import numpy as np

F = {2: [[1.2, 0.1], [0.05, 0.9]], 3: [[1.2, 0.1, 0.03], [0.05, 0.9, -0.04], [0.02, 0.06, 1.05]]}


def single(dimension, n, count):
    from native_rve import NativeBatch
    batch = NativeBatch(count, n, dimension, 0.25 if dimension == 2 else 0.3, tol=1e-10)
    states = np.tile(np.array(F[dimension]), (count, 1, 1))
    start = time.process_time()
    batch.solve(states)
    return (time.process_time() - start) / count


def cook(native):
    import case_f_fe2 as fe2
    if native:
        from native_rve import NativeBatch
        fe2.RVEBatch = lambda count, n: NativeBatch(count, n)
    points, cells, s, t = fe2.cook_macro(8)
    fixed = np.zeros_like(points, bool)
    fixed[s == 0] = True
    right = np.where(s == 1)[0]
    right = right[np.argsort(t[right])]
    forces = np.zeros_like(points)
    for a, b in zip(right[:-1], right[1:]):
        forces[[a, b], 1] += 0.1 * np.linalg.norm(points[a] - points[b]) / 2
    start = time.process_time()
    steps = fe2.macro_solve(points, cells, fixed, np.zeros_like(points), forces, 2, 16)[0]
    seconds = time.process_time() - start
    print("tip", *steps[-1]["u"][right[-1]], file=sys.stderr)
    return seconds


print(cook(side == "native") if case[0] == "cook" else single(*map(int, case)))
