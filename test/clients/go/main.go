// The AWS SDK for Go v2 against the local cloud, as it comes. A check is a line, `service<tab>check<tab>ok` or the reason of its failure.
package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/feature/s3/manager"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	dynamodbtypes "github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	eventbridgetypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
	sfntypes "github.com/aws/aws-sdk-go-v2/service/sfn/types"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/ssm"
)

var ctx = context.Background()

func env(name string) *string { return aws.String(os.Getenv(name)) }

func check(service, name string, work func() error) {
	result := "ok"
	if err := work(); err != nil {
		result = strings.Join(strings.Fields(err.Error()), " ")
	}
	fmt.Printf("%s\t%s\t%s\n", service, name, result)
}

func equal(actual, expected any) error {
	if fmt.Sprint(actual) != fmt.Sprint(expected) {
		return fmt.Errorf("%v is not %v", actual, expected)
	}
	return nil
}

func poll(look func() (bool, error)) error {
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(100 * time.Millisecond) {
		if found, err := look(); err != nil || found {
			return err
		}
	}
	return errors.New("nothing came in 20 s")
}

func stepFunctions(client *sfn.Client) error {
	started, err := client.StartExecution(ctx, &sfn.StartExecutionInput{StateMachineArn: env("STATE_MACHINE_ARN"), Input: aws.String(`{"name": "Go"}`)})
	if err != nil {
		return err
	}
	var ended *sfn.DescribeExecutionOutput
	err = poll(func() (bool, error) {
		ended, err = client.DescribeExecution(ctx, &sfn.DescribeExecutionInput{ExecutionArn: started.ExecutionArn})
		return err == nil && ended.Status != sfntypes.ExecutionStatusRunning, err
	})
	if err != nil {
		return err
	}
	if err := equal(aws.ToString(ended.Output), `{"greeting":"Hello Go"}`); err != nil {
		return err
	}
	history, err := client.GetExecutionHistory(ctx, &sfn.GetExecutionHistoryInput{ExecutionArn: started.ExecutionArn})
	if err != nil {
		return err
	}
	if err := equal(history.Events[len(history.Events)-1].Type, "ExecutionSucceeded"); err != nil {
		return err
	}
	_, err = client.DescribeExecution(ctx, &sfn.DescribeExecutionInput{ExecutionArn: aws.String(*started.ExecutionArn + "-none")})
	var missing *sfntypes.ExecutionDoesNotExist
	if !errors.As(err, &missing) {
		return fmt.Errorf("an execution that does not exist: %v", err)
	}
	return nil
}

// Waits for the message, and deletes all that come.
func receive(client *sqs.Client, queue *string, expected string) error {
	return poll(func() (bool, error) {
		answer, err := client.ReceiveMessage(ctx, &sqs.ReceiveMessageInput{QueueUrl: queue, WaitTimeSeconds: 1})
		if err != nil || len(answer.Messages) == 0 {
			return false, err
		}
		message := answer.Messages[0]
		if _, err := client.DeleteMessage(ctx, &sqs.DeleteMessageInput{QueueUrl: queue, ReceiptHandle: message.ReceiptHandle}); err != nil {
			return false, err
		}
		return aws.ToString(message.Body) == expected, nil
	})
}

func notes(client *dynamodb.Client) error {
	key := map[string]dynamodbtypes.AttributeValue{
		"owner": &dynamodbtypes.AttributeValueMemberS{Value: "go"},
		"id":    &dynamodbtypes.AttributeValueMemberN{Value: "1"},
	}
	if _, err := client.PutItem(ctx, &dynamodb.PutItemInput{TableName: env("TABLE_NAME"), Item: key}); err != nil {
		return err
	}
	found, err := client.GetItem(ctx, &dynamodb.GetItemInput{TableName: env("TABLE_NAME"), Key: key})
	if err != nil {
		return err
	}
	if err := equal(len(found.Item), 2); err != nil {
		return err
	}
	_, err = client.PutItem(ctx, &dynamodb.PutItemInput{TableName: env("TABLE_NAME"), Item: key, ConditionExpression: aws.String("attribute_not_exists(id)")})
	var failed *dynamodbtypes.ConditionalCheckFailedException
	if !errors.As(err, &failed) {
		return fmt.Errorf("the condition: %v", err)
	}
	return nil
}

func objects(client *s3.Client) error {
	large, err := os.ReadFile(os.Getenv("LARGE_FILE"))
	if err != nil {
		return err
	}
	bucket, key := env("BUCKET_NAME"), aws.String("go/large")
	if _, err := manager.NewUploader(client).Upload(ctx, &s3.PutObjectInput{Bucket: bucket, Key: key, Body: bytes.NewReader(large)}); err != nil {
		return err
	}
	found, err := client.GetObject(ctx, &s3.GetObjectInput{Bucket: bucket, Key: key})
	if err != nil {
		return err
	}
	hash := sha256.New()
	if _, err := io.Copy(hash, found.Body); err != nil {
		return err
	}
	if err := equal(fmt.Sprintf("%x", hash.Sum(nil)), fmt.Sprintf("%x", sha256.Sum256(large))); err != nil {
		return err
	}
	listed, err := client.ListObjectsV2(ctx, &s3.ListObjectsV2Input{Bucket: bucket, Prefix: aws.String("go/")})
	if err != nil {
		return err
	}
	if err := equal(len(listed.Contents), 1); err != nil {
		return err
	}
	_, err = client.DeleteObject(ctx, &s3.DeleteObjectInput{Bucket: bucket, Key: key})
	return err
}

func invocations(client *lambda.Client) error {
	answer, err := client.Invoke(ctx, &lambda.InvokeInput{FunctionName: env("FUNCTION_NAME"), Payload: []byte(`{"name": "Go"}`)})
	if err != nil {
		return err
	}
	if err := equal(string(answer.Payload), `{"greeting":"Hello Go"}`); err != nil {
		return err
	}
	failed, err := client.Invoke(ctx, &lambda.InvokeInput{FunctionName: env("FUNCTION_NAME"), Payload: []byte(`{"name": "nobody"}`)})
	if err != nil {
		return err
	}
	return equal(aws.ToString(failed.FunctionError), "Unhandled")
}

func logGroups(client *cloudwatchlogs.Client) error {
	group := aws.String("/aws/lambda/" + os.Getenv("FUNCTION_NAME"))
	groups, err := client.DescribeLogGroups(ctx, &cloudwatchlogs.DescribeLogGroupsInput{LogGroupNamePrefix: group})
	if err != nil {
		return err
	}
	if err := equal(aws.ToString(groups.LogGroups[0].LogGroupName), *group); err != nil {
		return err
	}
	streams, err := client.DescribeLogStreams(ctx, &cloudwatchlogs.DescribeLogStreamsInput{LogGroupName: group})
	if err != nil {
		return err
	}
	read, err := client.GetLogEvents(ctx, &cloudwatchlogs.GetLogEventsInput{LogGroupName: group, LogStreamName: streams.LogStreams[0].LogStreamName})
	if err != nil {
		return err
	}
	if len(read.Events) == 0 || *read.Events[0].Timestamp == 0 {
		return errors.New("no events")
	}
	return poll(func() (bool, error) {
		found, err := client.FilterLogEvents(ctx, &cloudwatchlogs.FilterLogEventsInput{LogGroupName: group, FilterPattern: aws.String(`"greeting Go"`)})
		return err == nil && len(found.Events) > 0, err
	})
}

func main() {
	cfg, err := config.LoadDefaultConfig(ctx)
	if err != nil {
		panic(err)
	}
	queues := sqs.NewFromConfig(cfg)
	check("Step Functions", "start, wait, history", func() error { return stepFunctions(sfn.NewFromConfig(cfg)) })
	check("SQS", "send, receive", func() error {
		if _, err := queues.SendMessage(ctx, &sqs.SendMessageInput{QueueUrl: env("QUEUE_URL"), MessageBody: aws.String("grüße")}); err != nil {
			return err
		}
		return receive(queues, env("QUEUE_URL"), "grüße")
	})
	check("SNS", "publish to a queue", func() error {
		if _, err := sns.NewFromConfig(cfg).Publish(ctx, &sns.PublishInput{TopicArn: env("TOPIC_ARN"), Message: aws.String("news of Go")}); err != nil {
			return err
		}
		return receive(queues, env("NEWS_QUEUE_URL"), "news of Go")
	})
	check("DynamoDB", "put, get, condition", func() error { return notes(dynamodb.NewFromConfig(cfg)) })
	check("S3", "60 MB, list, delete", func() error { return objects(s3.NewFromConfig(cfg)) })
	check("Lambda", "invoke, error", func() error { return invocations(lambda.NewFromConfig(cfg)) })
	check("Logs", "groups, streams, filter", func() error { return logGroups(cloudwatchlogs.NewFromConfig(cfg)) })
	check("EventBridge", "put, rule, queue", func() error {
		entry := eventbridgetypes.PutEventsRequestEntry{Source: aws.String("clients"), DetailType: aws.String("Parcel"), Detail: aws.String(`{"id": "go"}`)}
		if _, err := eventbridge.NewFromConfig(cfg).PutEvents(ctx, &eventbridge.PutEventsInput{Entries: []eventbridgetypes.PutEventsRequestEntry{entry}}); err != nil {
			return err
		}
		return receive(queues, env("EVENTS_QUEUE_URL"), `"go"`)
	})
	check("SSM", "get", func() error {
		found, err := ssm.NewFromConfig(cfg).GetParameter(ctx, &ssm.GetParameterInput{Name: env("PARAMETER_NAME")})
		if err != nil {
			return err
		}
		return equal(aws.ToString(found.Parameter.Value), "blue")
	})
}
