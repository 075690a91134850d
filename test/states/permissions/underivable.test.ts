import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { DefinitionError, type PolicyStatement, requiredPermissions } from "../../../states";
import { allow, called, machine, SCOPE, SUMMARY } from "./support";

describe("requiredPermissions that cannot be derived", () => {
  const cases: [string, object, string][] = [
    [
      "a target that an expression gives",
      called("sqs:sendMessage", { QueueUrl: "{% $url %}" }),
      'state "A": QueueUrl is only known at run time ({% $url %}); give `permissions` with sqs:SendMessage explicitly',
    ],
    [
      "arguments that an expression gives",
      machine({ Resource: "arn:aws:states:::dynamodb:getItem", Arguments: "{% $all %}" }),
      'state "A": TableName is only known at run time ({% $all %}); give `permissions` with dynamodb:GetItem explicitly',
    ],
    [
      "no arguments",
      called("lambda:invoke"),
      'state "A": FunctionName is only known at run time (there is no Arguments: the state\'s input); give `permissions` with lambda:InvokeFunction explicitly',
    ],
    [
      "a path",
      {
        StartAt: "A",
        States: {
          A: { Type: "Task", Resource: "arn:aws:states:::sns:publish", Parameters: { "TopicArn.$": "$.t" } },
        },
      },
      'state "A": TopicArn is only known at run time ($.t); give `permissions` with sns:Publish explicitly',
    ],
    [
      "a missing argument",
      called("sqs:sendMessage", { MessageBody: "b" }),
      'state "A": QueueUrl is missing; give `permissions` with sqs:SendMessage explicitly',
    ],
    [
      "a wrong argument",
      called("states:startExecution", { StateMachineArn: "child" }),
      'state "A": StateMachineArn is "child", not a state machine\'s ARN; give `permissions` with states:StartExecution explicitly',
    ],
    [
      "an SDK action whose resource is not known",
      called("aws-sdk:ecs:listAttributes", {}),
      'state "A": it is not known which resource ecs:ListAttributes acts on; give `permissions` with ecs:ListAttributes explicitly',
    ],
    [
      "an SDK service that is not known",
      called("aws-sdk:newservice:doIt", {}),
      'state "A": the prefix of aws-sdk:newservice in IAM is not known here and may differ from its name; give `permissions` with newservice:DoIt explicitly',
    ],
    [
      "an integration that is not known",
      called("glue:startCrawler", {}),
      'state "A": glue:startCrawler is not an integration whose permissions are known; give `permissions` with glue:StartCrawler explicitly',
    ],
    [
      "a distributed Map without the machine's ARN",
      {
        StartAt: "M",
        States: {
          M: {
            Type: "Map",
            ItemProcessor: { ProcessorConfig: { Mode: "DISTRIBUTED" }, StartAt: "P", States: {} },
          },
        },
      },
      'state "M": a distributed Map starts executions of its own state machine, whose ARN is not known here; give `permissions` with states:StartExecution explicitly',
    ],
    [
      "a role of Credentials that an expression gives",
      machine({ Resource: "arn:aws:states:::lambda:invoke", Credentials: { RoleArn: "{% $r %}" } }),
      'state "A": RoleArn is only known at run time ({% $r %}); give `permissions` with sts:AssumeRole explicitly',
    ],
    [
      "a state in a Map",
      {
        QueryLanguage: "JSONata",
        StartAt: "M",
        States: { M: { Type: "Map", ItemProcessor: called("lambda:invoke", { FunctionName: "{% $f %}" }) } },
      },
      'state "M › A": FunctionName is only known at run time ({% $f %}); give `permissions` with lambda:InvokeFunction explicitly',
    ],
  ];
  for (const [title, definition, problem] of cases) {
    it(`says so: ${title}`, () => {
      assert.throws(
        () => requiredPermissions(definition, SCOPE, { component: "Workflow", name: "w" }),
        new DefinitionError({ component: "Workflow", name: "w" }, SUMMARY, [problem]),
      );
    });
  }

  const runTime = called("sqs:sendMessage", { QueueUrl: "{% $url %}" });

  it("is not an error if explicit permissions allow the actions", () => {
    for (const action of ["sqs:SendMessage", "SQS:sendmessage", "sqs:Send*", "sqs:*"]) {
      assert.deepEqual(
        requiredPermissions(runTime, SCOPE, { permissions: [allow("Own", action, "arn")] }),
        [],
      );
    }
    const permissions = pulumi.output([allow("Own", "sqs:SendMessage", "arn")]) as pulumi.Output<
      PolicyStatement[]
    >;
    assert.deepEqual(requiredPermissions(runTime, SCOPE, { permissions }), []);
    const other = [allow("Own", "renamed:DoIt", "arn")];
    const unknownPrefix = called("aws-sdk:newservice:doIt", {});
    assert.deepEqual(requiredPermissions(unknownPrefix, SCOPE, { permissions: other }), []);
    const job = called("glue:startJobRun.sync", {});
    const glue = ["glue:Start*", "glue:Get*", "glue:BatchStopJobRun"].map((action) =>
      allow("Own", action, "arn"),
    );
    assert.deepEqual(requiredPermissions(job, SCOPE, { permissions: glue }), []);
    assert.throws(() => requiredPermissions(job, SCOPE, { permissions: glue.slice(1) }), DefinitionError);
  });

  it("is an error if explicit permissions do not", () => {
    const denying: PolicyStatement[] = [{ Effect: "Deny", Action: ["sqs:*"], Resource: ["*"] }];
    for (const permissions of [[], denying, [allow("Own", "sqs:SendMessageBatch", "arn")]]) {
      assert.throws(() => requiredPermissions(runTime, SCOPE, { permissions }), DefinitionError);
    }
  });
});
