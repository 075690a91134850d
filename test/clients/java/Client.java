import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;
import software.amazon.awssdk.services.sfn.model.ExecutionDoesNotExistException;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import software.amazon.awssdk.services.sfn.model.HistoryEvent;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.ssm.SsmClient;

/** The AWS SDK for Java 2 against the local cloud, as it comes. A check is a line, `service<tab>check<tab>ok` or the reason of its failure. */
public class Client {
  interface Work {
    void run() throws Exception;
  }

  private static final SqsClient SQS = SqsClient.create();

  public static void main(String[] args) {
    check("Step Functions", "start, wait, history", Client::stepFunctions);
    check("SQS", "send, receive", () -> {
      SQS.sendMessage(request -> request.queueUrl(env("QUEUE_URL")).messageBody("grüße"));
      receive("QUEUE_URL", "grüße");
    });
    check("SNS", "publish to a queue", () -> {
      SnsClient.create().publish(request -> request.topicArn(env("TOPIC_ARN")).message("news of Java"));
      receive("NEWS_QUEUE_URL", "news of Java");
    });
    check("DynamoDB", "put, get, condition", Client::notes);
    check("S3", "60 MB, list, delete", Client::objects);
    check("Lambda", "invoke, error", Client::invocations);
    check("Logs", "groups, streams, filter", Client::logGroups);
    check("EventBridge", "put, rule, queue", () -> {
      EventBridgeClient.create()
          .putEvents(request -> request.entries(entry -> entry.source("clients").detailType("Parcel").detail("{\"id\": \"java\"}")));
      receive("EVENTS_QUEUE_URL", "\"java\"");
    });
    check("SSM", "get", () -> equal(SsmClient.create().getParameter(request -> request.name(env("PARAMETER_NAME"))).parameter().value(), "blue"));
  }

  private static void stepFunctions() throws Exception {
    SfnClient sfn = SfnClient.create();
    String arn = sfn.startExecution(request -> request.stateMachineArn(env("STATE_MACHINE_ARN")).input("{\"name\": \"Java\"}")).executionArn();
    DescribeExecutionResponse ended = poll(() -> {
      DescribeExecutionResponse run = sfn.describeExecution(request -> request.executionArn(arn));
      return run.status() == ExecutionStatus.RUNNING ? null : run;
    });
    equal(ended.output(), "{\"greeting\":\"Hello Java\"}");
    List<HistoryEvent> events = sfn.getExecutionHistory(request -> request.executionArn(arn)).events();
    equal(events.get(events.size() - 1).typeAsString(), "ExecutionSucceeded");
    try {
      sfn.describeExecution(request -> request.executionArn(arn + "-none"));
      throw new AssertionError("an execution that does not exist is described");
    } catch (ExecutionDoesNotExistException expected) {
      // As on AWS.
    }
  }

  /** Waits for the message, and deletes all that come. */
  private static void receive(String queue, String body) throws Exception {
    poll(() -> {
      List<Message> messages = SQS.receiveMessage(request -> request.queueUrl(env(queue)).waitTimeSeconds(1)).messages();
      for (Message message : messages) SQS.deleteMessage(request -> request.queueUrl(env(queue)).receiptHandle(message.receiptHandle()));
      return messages.stream().anyMatch(message -> message.body().equals(body)) ? true : null;
    });
  }

  private static void notes() {
    DynamoDbClient dynamodb = DynamoDbClient.create();
    Map<String, AttributeValue> key = Map.of("owner", AttributeValue.fromS("java"), "id", AttributeValue.fromN("1"));
    dynamodb.putItem(request -> request.tableName(env("TABLE_NAME")).item(key));
    equal(dynamodb.getItem(request -> request.tableName(env("TABLE_NAME")).key(key)).item(), key);
    try {
      dynamodb.putItem(request -> request.tableName(env("TABLE_NAME")).item(key).conditionExpression("attribute_not_exists(id)"));
      throw new AssertionError("the condition holds");
    } catch (ConditionalCheckFailedException expected) {
      // As on AWS.
    }
  }

  private static void objects() throws Exception {
    S3Client s3 = S3Client.create();
    Path large = Path.of(env("LARGE_FILE"));
    s3.putObject(request -> request.bucket(env("BUCKET_NAME")).key("java/large"), RequestBody.fromFile(large));
    byte[] found = s3.getObjectAsBytes(request -> request.bucket(env("BUCKET_NAME")).key("java/large")).asByteArray();
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    equal(Arrays.toString(sha256.digest(found)), Arrays.toString(sha256.digest(Files.readAllBytes(large))));
    equal(s3.listObjectsV2(request -> request.bucket(env("BUCKET_NAME")).prefix("java/")).contents().size(), 1);
    s3.deleteObject(request -> request.bucket(env("BUCKET_NAME")).key("java/large"));
  }

  private static void invocations() {
    LambdaClient functions = LambdaClient.create();
    equal(
        functions.invoke(request -> request.functionName(env("FUNCTION_NAME")).payload(SdkBytes.fromUtf8String("{\"name\": \"Java\"}"))).payload().asUtf8String(),
        "{\"greeting\":\"Hello Java\"}");
    equal(
        functions.invoke(request -> request.functionName(env("FUNCTION_NAME")).payload(SdkBytes.fromUtf8String("{\"name\": \"nobody\"}"))).functionError(),
        "Unhandled");
  }

  private static void logGroups() throws Exception {
    CloudWatchLogsClient logs = CloudWatchLogsClient.create();
    String group = "/aws/lambda/" + env("FUNCTION_NAME");
    equal(logs.describeLogGroups(request -> request.logGroupNamePrefix(group)).logGroups().get(0).logGroupName(), group);
    String stream = logs.describeLogStreams(request -> request.logGroupName(group)).logStreams().get(0).logStreamName();
    if (logs.getLogEvents(request -> request.logGroupName(group).logStreamName(stream)).events().get(0).timestamp() <= 0) throw new AssertionError("no time");
    poll(() -> logs.filterLogEvents(request -> request.logGroupName(group).filterPattern("\"greeting Java\"")).events().isEmpty() ? null : true);
  }

  private static String env(String name) {
    return System.getenv(name);
  }

  private static void equal(Object actual, Object expected) {
    if (!expected.equals(actual)) throw new AssertionError(actual + " is not " + expected);
  }

  private static <T> T poll(Callable<T> look) throws Exception {
    for (Instant end = Instant.now().plus(Duration.ofSeconds(20)); Instant.now().isBefore(end); Thread.sleep(100)) {
      T found = look.call();
      if (found != null) return found;
    }
    throw new AssertionError("nothing came in 20 s");
  }

  private static void check(String service, String name, Work work) {
    String result = "ok";
    try {
      work.run();
    } catch (Throwable error) {
      error.printStackTrace();
      result = (error.getClass().getSimpleName() + ": " + error.getMessage()).replaceAll("\\s+", " ");
    }
    System.out.println(service + "\t" + name + "\t" + result);
  }
}
