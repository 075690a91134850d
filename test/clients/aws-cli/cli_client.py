"""
The AWS CLI against the local cloud: `aws` is that of the environment this runs in. Version 1 takes its own endpoint for SQS in
place of AWS_ENDPOINT_URL, so that the option `--endpoint-url` is given.
"""

import json
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "python"))
from checks import ENV, check, digest, equal, poll  # noqa: E402

AWS = os.path.join(os.path.dirname(sys.executable), "aws")


def aws(*args):
    options = ["--output", "json", "--endpoint-url", ENV["AWS_ENDPOINT_URL"]]
    done = subprocess.run([sys.executable, AWS, *args, *options], capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(done.stderr.strip())
    try:
        return json.loads(done.stdout) if done.stdout.strip() else {}
    except ValueError:
        return done.stdout


def step_functions():
    arn = aws("stepfunctions", "start-execution", "--state-machine-arn", ENV["STATE_MACHINE_ARN"], "--input", '{"name": "cli"}')["executionArn"]
    ended = poll(lambda: (run := aws("stepfunctions", "describe-execution", "--execution-arn", arn))["status"] != "RUNNING" and run)
    equal((ended["status"], json.loads(ended["output"])), ("SUCCEEDED", {"greeting": "Hello cli"}))
    equal(aws("stepfunctions", "get-execution-history", "--execution-arn", arn)["events"][-1]["type"], "ExecutionSucceeded")


def receive(queue, body):
    """Waits for the message, and deletes all that come."""

    def look():
        messages = aws("sqs", "receive-message", "--queue-url", queue, "--wait-time-seconds", "1").get("Messages", [])
        for message in messages:
            aws("sqs", "delete-message", "--queue-url", queue, "--receipt-handle", message["ReceiptHandle"])
        return body in [message["Body"] for message in messages]

    poll(look)


def queues():
    aws("sqs", "send-message", "--queue-url", ENV["QUEUE_URL"], "--message-body", "grüße")
    receive(ENV["QUEUE_URL"], "grüße")


def topics():
    aws("sns", "publish", "--topic-arn", ENV["TOPIC_ARN"], "--message", "news of the CLI")
    receive(ENV["NEWS_QUEUE_URL"], "news of the CLI")


def notes():
    key = {"owner": {"S": "cli"}, "id": {"N": "1"}}
    aws("dynamodb", "put-item", "--table-name", ENV["TABLE_NAME"], "--item", json.dumps({**key, "text": {"S": "x"}}))
    equal(aws("dynamodb", "get-item", "--table-name", ENV["TABLE_NAME"], "--key", json.dumps(key))["Item"]["text"], {"S": "x"})


def objects():
    url = f"s3://{ENV['BUCKET_NAME']}/cli/large"
    aws("s3", "cp", ENV["LARGE_FILE"], url, "--no-progress")
    with tempfile.NamedTemporaryFile() as down:
        aws("s3", "cp", url, down.name, "--no-progress")
        equal(digest(down.name), digest(ENV["LARGE_FILE"]))
    assert "large" in aws("s3", "ls", f"s3://{ENV['BUCKET_NAME']}/cli/")
    aws("s3", "rm", url)


def invocations():
    with tempfile.NamedTemporaryFile("r") as answer:
        aws("lambda", "invoke", "--function-name", ENV["FUNCTION_NAME"], "--payload", '{"name": "cli"}', answer.name)
        equal(json.load(answer), {"greeting": "Hello cli"})


def log_groups():
    group = f"/aws/lambda/{ENV['FUNCTION_NAME']}"
    look = ("logs", "filter-log-events", "--log-group-name", group, "--filter-pattern", '"greeting cli"')
    poll(lambda: aws(*look)["events"])


def buses():
    entry = {"Source": "clients", "DetailType": "Parcel", "Detail": '{"id": "cli"}'}
    equal(aws("events", "put-events", "--entries", json.dumps([entry]))["FailedEntryCount"], 0)
    receive(ENV["EVENTS_QUEUE_URL"], '"cli"')


def parameters():
    equal(aws("ssm", "get-parameter", "--name", ENV["PARAMETER_NAME"])["Parameter"]["Value"], "blue")


check("Step Functions", "start, wait, history", step_functions)
check("SQS", "send, receive", queues)
check("SNS", "publish to a queue", topics)
check("DynamoDB", "put, get", notes)
check("S3", "60 MB by s3 cp, ls, rm", objects)
check("Lambda", "invoke", invocations)
check("Logs", "filter", log_groups)
check("EventBridge", "put, rule, queue", buses)
check("SSM", "get", parameters)
