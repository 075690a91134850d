"""boto3 against the local cloud, as it comes."""

import json
import tempfile

import boto3
from botocore.exceptions import ClientError
from checks import ENV, check, digest, equal, poll

sfn, sqs, sns, s3 = (boto3.client(name) for name in ("stepfunctions", "sqs", "sns", "s3"))
functions, logs, events, ssm = (boto3.client(name) for name in ("lambda", "logs", "events", "ssm"))
table = boto3.resource("dynamodb").Table(ENV["TABLE_NAME"])


def step_functions():
    definition = json.loads(sfn.describe_state_machine(stateMachineArn=ENV["STATE_MACHINE_ARN"])["definition"])
    equal(definition["StartAt"], "Greet")
    arn = sfn.start_execution(stateMachineArn=ENV["STATE_MACHINE_ARN"], input='{"name": "boto3"}')["executionArn"]
    ended = poll(lambda: (run := sfn.describe_execution(executionArn=arn))["status"] != "RUNNING" and run)
    equal((ended["status"], json.loads(ended["output"])), ("SUCCEEDED", {"greeting": "Hello boto3"}))
    pages = sfn.get_paginator("get_execution_history").paginate(executionArn=arn, PaginationConfig={"PageSize": 2})
    equal([event["type"] for page in pages for event in page["events"]][-1], "ExecutionSucceeded")
    try:
        sfn.describe_execution(executionArn=arn + "-none")
        raise AssertionError("an execution that does not exist is described")
    except sfn.exceptions.ExecutionDoesNotExist:
        pass


def receive(queue, body):
    """Waits for the message, and deletes all that come."""

    def look():
        messages = sqs.receive_message(QueueUrl=queue, MessageAttributeNames=["All"], WaitTimeSeconds=1).get("Messages", [])
        for message in messages:
            sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
        return [message for message in messages if message["Body"] == body]

    return poll(look)[0]


def queues():
    attributes = {"n": {"DataType": "Number", "StringValue": "1"}, "b": {"DataType": "Binary", "BinaryValue": b"\x00\xff"}}
    sqs.send_message(QueueUrl=ENV["QUEUE_URL"], MessageBody="grüße <&>", MessageAttributes=attributes)
    equal(receive(ENV["QUEUE_URL"], "grüße <&>")["MessageAttributes"], attributes)
    entries = [{"Id": str(n), "MessageBody": str(n)} for n in range(10)]
    equal(len(sqs.send_message_batch(QueueUrl=ENV["QUEUE_URL"], Entries=entries)["Successful"]), 10)
    sqs.purge_queue(QueueUrl=ENV["QUEUE_URL"])


def topics():
    sns.publish(TopicArn=ENV["TOPIC_ARN"], Message="news of boto3")
    receive(ENV["NEWS_QUEUE_URL"], "news of boto3")


def notes():
    table.put_item(Item={"owner": "boto3", "id": 1, "tags": {"a", "b"}, "data": b"\x01"})
    item = table.get_item(Key={"owner": "boto3", "id": 1}, ConsistentRead=True)["Item"]
    equal((item["tags"], item["data"].value), ({"a", "b"}, b"\x01"))
    with table.batch_writer() as batch:
        for n in range(2, 30):
            batch.put_item(Item={"owner": "boto3", "id": n})
    equal(table.query(KeyConditionExpression=boto3.dynamodb.conditions.Key("owner").eq("boto3"))["Count"], 29)
    try:
        table.put_item(Item={"owner": "boto3", "id": 1}, ConditionExpression="attribute_not_exists(id)")
        raise AssertionError("the condition holds")
    except table.meta.client.exceptions.ConditionalCheckFailedException:
        pass


def objects():
    s3.upload_file(ENV["LARGE_FILE"], ENV["BUCKET_NAME"], "boto3/large")
    with tempfile.NamedTemporaryFile() as down:
        s3.download_file(ENV["BUCKET_NAME"], "boto3/large", down.name)
        equal(digest(down.name), digest(ENV["LARGE_FILE"]))
    s3.put_object(Bucket=ENV["BUCKET_NAME"], Key="boto3/ä b+c", Body=b"small", Metadata={"a": "b"})
    found = s3.get_object(Bucket=ENV["BUCKET_NAME"], Key="boto3/ä b+c", Range="bytes=1-2")
    equal((found["Body"].read(), found["Metadata"]), (b"ma", {"a": "b"}))
    keys = [item["Key"] for item in s3.list_objects_v2(Bucket=ENV["BUCKET_NAME"], Prefix="boto3/")["Contents"]]
    equal(keys, ["boto3/large", "boto3/ä b+c"])
    s3.delete_objects(Bucket=ENV["BUCKET_NAME"], Delete={"Objects": [{"Key": key} for key in keys]})


def invocations():
    answer = functions.invoke(FunctionName=ENV["FUNCTION_NAME"], Payload=b'{"name": "boto3"}', LogType="Tail")
    equal(json.loads(answer["Payload"].read()), {"greeting": "Hello boto3"})
    failed = functions.invoke(FunctionName=ENV["FUNCTION_NAME"], Payload=b'{"name": "nobody"}')
    equal((failed["FunctionError"], json.loads(failed["Payload"].read())["errorMessage"]), ("Unhandled", "there is nobody"))


def log_groups():
    group = f"/aws/lambda/{ENV['FUNCTION_NAME']}"
    equal(logs.describe_log_groups(logGroupNamePrefix=group)["logGroups"][0]["logGroupName"], group)
    stream = logs.describe_log_streams(logGroupName=group)["logStreams"][0]["logStreamName"]
    assert logs.get_log_events(logGroupName=group, logStreamName=stream)["events"][0]["timestamp"] > 0
    poll(lambda: logs.filter_log_events(logGroupName=group, filterPattern='"greeting boto3"')["events"])


def buses():
    detail = json.dumps({"id": "boto3"})
    entry = {"Source": "clients", "DetailType": "Parcel", "Detail": detail}
    equal(events.put_events(Entries=[entry])["FailedEntryCount"], 0)
    receive(ENV["EVENTS_QUEUE_URL"], '"boto3"')


def parameters():
    equal(ssm.get_parameter(Name=ENV["PARAMETER_NAME"])["Parameter"]["Value"], "blue")
    ssm.put_parameter(Name="/clients/boto3", Value="secret", Type="SecureString")
    equal(ssm.get_parameter(Name="/clients/boto3", WithDecryption=True)["Parameter"]["Value"], "secret")
    ssm.delete_parameter(Name="/clients/boto3")
    try:
        ssm.get_parameter(Name="/clients/boto3")
    except ClientError as error:
        equal(error.response["Error"]["Code"], "ParameterNotFound")


check("Step Functions", "start, wait, history", step_functions)
check("SQS", "send, receive, batch", queues)
check("SNS", "publish to a queue", topics)
check("DynamoDB", "items, batch, query, condition", notes)
check("S3", "60 MB, metadata, range, list", objects)
check("Lambda", "invoke, error", invocations)
check("Logs", "groups, streams, filter", log_groups)
check("EventBridge", "put, rule, queue", buses)
check("SSM", "get, put, decrypt", parameters)
