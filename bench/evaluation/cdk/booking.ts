import { Duration } from "aws-cdk-lib";
import { AuthorizationType, Definition, FieldLogLevel, GraphqlApi } from "aws-cdk-lib/aws-appsync";
import { AttributeType, BillingMode, Table, TableEncryption } from "aws-cdk-lib/aws-dynamodb";
import { Choice, Condition, Fail, IntegrationPattern, Succeed, Timeout } from "aws-cdk-lib/aws-stepfunctions";
import {
  CallAwsService,
  DynamoAttributeValue,
  DynamoGetItem,
  DynamoUpdateItem,
} from "aws-cdk-lib/aws-stepfunctions-tasks";
import { Construct } from "constructs";
import { inlineFunction } from "./inlineFunction";
import { workflow } from "./workflow";

const FIELDS = {
  Mutation: ["addStepFunction", "bookApartment", "payForApartment"],
  Query: ["getStepFunctions", "getApartment", "getBooking", "listApartments"],
};

/** Apartments held until they are paid for, behind a GraphQL API. */
export class Booking extends Construct {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const table = new Table(this, "Apartments", {
      partitionKey: { name: "Id", type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.DEFAULT,
    });
    const key = { Id: DynamoAttributeValue.fromString("{% $apartmentId %}") };
    const reserve = CallAwsService.jsonata(this, "Change Apartment Status", {
      service: "dynamodb",
      action: "updateItem",
      integrationPattern: IntegrationPattern.WAIT_FOR_TASK_TOKEN,
      iamResources: [table.tableArn],
      taskTimeout: Timeout.duration(Duration.seconds(900)),
      parameters: {
        TableName: table.tableName,
        Key: { Id: { S: "{% $states.input.apartmentId %}" } },
        UpdateExpression: "SET #status = :reserved, reservationId = :id, taskToken = :token",
        ConditionExpression: "attribute_exists(Id) AND #status = :vacant",
        ExpressionAttributeNames: { "#status": "status" },
        ExpressionAttributeValues: {
          ":reserved": { S: "reserved" },
          ":vacant": { S: "vacant" },
          ":id": { S: "{% $states.context.Execution.Name %}" },
          ":token": { S: "{% $states.context.Task.Token %}" },
        },
      },
      assign: { apartmentId: "{% $states.input.apartmentId %}" },
    });
    const read = DynamoGetItem.jsonata(this, "Get Apartment Status", { table, key, consistentRead: true });
    const revert = DynamoUpdateItem.jsonata(this, "Payment Wasn't Made, revert.", {
      table,
      key,
      updateExpression: "SET #status = :vacant REMOVE reservationId, taskToken",
      conditionExpression: "reservationId = :id",
      expressionAttributeNames: { "#status": "status" },
      expressionAttributeValues: {
        ":vacant": DynamoAttributeValue.fromString("vacant"),
        ":id": DynamoAttributeValue.fromString("{% $states.context.Execution.Name %}"),
      },
    });
    const paid = new Succeed(this, "Payment Was made.");
    const failed = Fail.jsonata(this, "Fail", { error: "{% $states.input.Error %}" });
    reserve.addCatch(read, { errors: ["States.Timeout"] });
    reserve.addCatch(failed, { errors: ["States.ALL"] });
    const choice = Choice.jsonata(this, "Has Client Made Payment ?")
      .when(Condition.jsonata("{% $states.input.Item.status.S = 'paid' %}"), paid)
      .otherwise(revert);
    const machine = workflow(this, "Hold", reserve.next(read).next(choice));

    const api = new GraphqlApi(this, "Api", {
      name: this.node.path,
      definition: Definition.fromFile(process.env.SCHEMA!),
      authorizationConfig: { defaultAuthorization: { authorizationType: AuthorizationType.IAM } },
      logConfig: { fieldLogLevel: FieldLogLevel.ERROR },
      xrayEnabled: true,
    });
    for (const [typeName, fields] of Object.entries(FIELDS)) {
      for (const fieldName of fields) {
        const handler = inlineFunction(this, fieldName, {
          TABLE_NAME: table.tableName,
          STATE_MACHINE_ARN: machine.stateMachineArn,
        });
        table.grantReadWriteData(handler);
        machine.grantStartExecution(handler);
        machine.grantTaskResponse(handler);
        api
          .addLambdaDataSource(`${fieldName}Source`, handler)
          .createResolver(`${fieldName}Resolver`, { typeName, fieldName });
      }
    }
  }
}
