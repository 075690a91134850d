import { Duration } from "aws-cdk-lib";
import {
  AuthorizationType,
  AwsIntegration,
  JsonSchemaType,
  LambdaIntegration,
  MethodLoggingLevel,
  Model,
  RequestValidator,
  RestApi,
} from "aws-cdk-lib/aws-apigateway";
import { AttributeType, BillingMode, Table } from "aws-cdk-lib/aws-dynamodb";
import { Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { BlockPublicAccess, Bucket, BucketEncryption } from "aws-cdk-lib/aws-s3";
import { Topic } from "aws-cdk-lib/aws-sns";
import { Fail, Succeed, TaskInput, Timeout } from "aws-cdk-lib/aws-stepfunctions";
import { LambdaInvoke, SnsPublish } from "aws-cdk-lib/aws-stepfunctions-tasks";
import { Construct } from "constructs";
import { inlineFunction } from "./inlineFunction";
import { workflow } from "./workflow";

/** Orders through a REST API that starts a state machine itself: stored, invoiced, announced. */
export class Orders extends Construct {
  private readonly table = new Table(this, "Orders", {
    partitionKey: { name: "accountid", type: AttributeType.STRING },
    sortKey: { name: "vendorid", type: AttributeType.STRING },
    billingMode: BillingMode.PAY_PER_REQUEST,
  });
  private readonly bucket = new Bucket(this, "Invoices", {
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    encryption: BucketEncryption.S3_MANAGED,
    enforceSSL: true,
    versioned: true,
    lifecycleRules: [{ noncurrentVersionExpiration: Duration.days(90) }],
  });

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const topic = new Topic(this, "Topic", { enforceSSL: true });
    const failed = Fail.jsonata(this, "Order Failed", { error: "{% $states.input.Error %}" });
    const cancel = this.call("Cancel Order", "cancelOrder");
    cancel.next(failed);
    const put = this.call("Store Order", "putItem");
    const write = this.call("Write Invoice", "putObject");
    const announce = SnsPublish.jsonata(this, "Announce Order", {
      topic,
      message: TaskInput.fromObject({ orderid: "{% $states.context.Execution.Name %}" }),
    });
    for (const step of [put, write, announce]) step.addCatch(cancel, { errors: ["States.ALL"] });
    const machine = workflow(
      this,
      "Machine",
      put.next(write).next(announce).next(new Succeed(this, "Order Accepted")),
    );

    const api = new RestApi(this, "Api", {
      deployOptions: { loggingLevel: MethodLoggingLevel.ERROR, tracingEnabled: true, stageName: "v1" },
      defaultMethodOptions: { authorizationType: AuthorizationType.IAM },
    });
    const role = new Role(this, "ApiRole", { assumedBy: new ServicePrincipal("apigateway.amazonaws.com") });
    machine.grantStartExecution(role);
    const order = api.root.addResource("order");
    order.addMethod(
      "POST",
      new AwsIntegration({
        service: "states",
        action: "StartExecution",
        options: {
          credentialsRole: role,
          requestTemplates: {
            "application/json": `{"stateMachineArn": "${machine.stateMachineArn}", "input": "$util.escapeJavaScript($input.json('$'))"}`,
          },
          integrationResponses: [
            { statusCode: "200" },
            { statusCode: "400", selectionPattern: "4\\d{2}" },
            { statusCode: "500", selectionPattern: "5\\d{2}" },
          ],
        },
      }),
      {
        requestValidator: new RequestValidator(this, "Validator", {
          restApi: api,
          validateRequestBody: true,
        }),
        requestModels: {
          "application/json": new Model(this, "OrderModel", {
            restApi: api,
            schema: {
              type: JsonSchemaType.OBJECT,
              required: ["order"],
              properties: { order: { type: JsonSchemaType.OBJECT } },
            },
          }),
        },
        methodResponses: [{ statusCode: "200" }, { statusCode: "400" }, { statusCode: "500" }],
      },
    );
    order.addMethod("GET", new LambdaIntegration(this.handler("getItem")));
    order.addMethod("DELETE", new LambdaIntegration(this.handler("deleteItem")));
    api.root.addResource("invoice").addMethod("GET", new LambdaIntegration(this.handler("getObject")));
    order.addCorsPreflight({ allowOrigins: ["*"], allowMethods: ["GET"] });
  }

  private handler(id: string) {
    const handler = inlineFunction(this, id, {
      TABLE_NAME: this.table.tableName,
      BUCKET_NAME: this.bucket.bucketName,
    });
    this.table.grantReadWriteData(handler);
    this.bucket.grantReadWrite(handler);
    return handler;
  }

  private call(name: string, handler: string): LambdaInvoke {
    return LambdaInvoke.jsonata(this, name, {
      lambdaFunction: this.handler(handler),
      payload: TaskInput.fromObject({
        order: "{% $states.input.order %}",
        orderid: "{% $states.context.Execution.Name %}",
      }),
      taskTimeout: Timeout.duration(Duration.seconds(15)),
    });
  }
}
