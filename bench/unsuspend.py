"""What a script with AWS's own SDK does: python3 unsuspend.py MODELS ENDPOINT NETWORK IDS PEOPLE_PER_CALL THREADS

IDS is a file with one account id a line. Prints how many calls were made and how many seconds they took as JSON.
"""

import json
import sys
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import botocore.session
from botocore.config import Config

models, endpoint, network, ids_file, per_call, threads = sys.argv[1:7]
with open(ids_file) as lines:
    ids = lines.read().split()

session = botocore.session.get_session()
session.get_component("data_loader").search_paths.insert(0, models)
client = session.create_client(
    "wickr",
    region_name="us-east-1",
    endpoint_url=endpoint,
    config=Config(max_pool_connections=int(threads), retries={"total_max_attempts": 1}),
)


def unsuspend(batch):
    answer = client.batch_toggle_user_suspend_status(
        networkId=network, suspend=False, userIds=batch, clientToken=str(uuid.uuid4())
    )
    if len(answer.get("successful", [])) != len(batch):
        raise SystemExit(f"Not everybody was unsuspended: {answer}")


size = int(per_call)
batches = [ids[start : start + size] for start in range(0, len(ids), size)]
started = time.perf_counter()
with ThreadPoolExecutor(int(threads)) as pool:
    for _ in pool.map(unsuspend, batches):
        pass
seconds = time.perf_counter() - started
print(json.dumps({"botocore": botocore.__version__, "calls": len(batches), "seconds": seconds}))
