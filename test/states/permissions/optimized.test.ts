import assert from "node:assert/strict";
import {
  checkDefinition,
  type PolicyStatement,
  requiredPermissions,
  type StateMachineDefinition,
} from "../../../states";
import { OPTIMIZED_RULES } from "../../../states/permissions/optimized";
import { derived, line, refusal, WHOLE } from "./lines";
import { ROWS, type Row } from "./optimizedRows";
import { problemOf } from "./serviceAuthorization";
import { called, machine, SELF } from "./support";

/** Whether AWS has the integration in this pattern. */
function supported(call: string): boolean {
  try {
    checkDefinition(called(call, {}) as StateMachineDefinition, { component: "Workflow", name: "w" });
    return true;
  } catch (error) {
    return !String(error).includes("is not recognized");
  }
}

const patterns = ({ once, sync }: Row): Record<string, string[] | undefined> => ({
  "": once,
  ".waitForTaskToken": once,
  ".sync": sync,
  ".sync:2": sync,
});

/** Where AWS's pages of policies, or what runs there, know more than its service authorization reference. */
const NOT_IN_THE_REFERENCE = [
  /^bedrock:CreateModelCustomizationJob is not on .*:model-customization-job/,
  /^states:InvokeHTTPEndpoint has no resource-level permissions/,
];

/** Needs that its arguments cannot name, so that rows of the table above do not show them. */
const PARTLY_EXPLICIT = ["athena:startQueryExecution", "athena:getQueryResults"];

describe("requiredPermissions of optimized integrations", () => {
  for (const [name, row] of Object.entries(ROWS)) {
    for (const [pattern, expected] of Object.entries(patterns(row))) {
      if (!supported(name + pattern)) continue;
      it(`${name}${pattern}`, () => assert.deepEqual(derived(name + pattern, row.args), expected));
    }
  }

  it("are the same in JSONPath", () => {
    for (const [name, row] of Object.entries(ROWS)) {
      if (JSON.stringify(row.args).includes("{%")) continue;
      const task = { Type: "Task", Resource: `arn:aws:states:::${name}`, Parameters: row.args, End: true };
      const statements = requiredPermissions({ StartAt: "A", States: { A: task } }, WHOLE);
      assert.deepEqual(statements.map(line), row.once, name);
    }
  });

  it("are in the rows, all of them", () => {
    const names = new Set(Object.keys(OPTIMIZED_RULES).map((rule) => rule.replace(/\..*/, "")));
    const tried = [...Object.keys(ROWS), ...PARTLY_EXPLICIT, "s3:getObject", "s3:putObject"];
    assert.deepEqual([...names].sort(), tried.sort());
  });

  it("are of actions and resources that AWS has, and of * only where it has none", () => {
    const problems = Object.entries(ROWS).flatMap(([name, row]) =>
      Object.entries(patterns(row))
        .filter(([pattern]) => supported(name + pattern))
        .flatMap(([pattern]) => requiredPermissions(called(name + pattern, row.args), WHOLE))
        .flatMap(({ Action, Resource }) =>
          Action.flatMap((action) => Resource.map((resource) => problemOf(action, String(resource)))),
        ),
    );
    const known = (problem = "") => NOT_IN_THE_REFERENCE.some((pattern) => pattern.test(problem));
    assert.deepEqual(
      problems.filter((problem) => problem && !known(problem)),
      [],
    );
  });

  it("never ask for all actions of a service", () => {
    const calls = [...Object.keys(OPTIMIZED_RULES), "glue:startCrawler", "newservice:doIt.sync"];
    for (const call of calls) {
      for (const args of [undefined, {}, "{% $all %}"]) {
        const definition = machine({ Resource: `arn:aws:states:::${call}`, Arguments: args, End: true });
        assert.doesNotMatch(refusal(definition), /:\*/, call);
      }
    }
  });
});

describe("requiredPermissions of optimized integrations with other arguments", () => {
  const cases: [string, object, string[]][] = [
    [
      "batch:submitJob",
      { JobDefinition: "arn:aws:batch:eu-west-1:111122223333:job-definition/d:7", JobQueue: "q" },
      ["batch:SubmitJob on batch::job-definition/d:7 batch::job-queue/q batch::job/*"],
    ],
    [
      "bedrock:invokeModel",
      { ModelId: "amazon.titan-text-lite-v1" },
      ["bedrock:InvokeModel on arn:aws:bedrock:eu-west-1::foundation-model/amazon.titan-text-lite-v1"],
    ],
    [
      "bedrock:invokeModel",
      { ModelId: "arn:aws:bedrock:eu-west-1:111122223333:provisioned-model/p1" },
      ["bedrock:InvokeModel on bedrock::provisioned-model/p1"],
    ],
    [
      "bedrock:invokeModel",
      { ModelId: "arn:aws:bedrock:eu-west-1:111122223333:inference-profile/eu.amazon.nova-lite-v1:0" },
      [
        "bedrock:InvokeModel on bedrock::inference-profile/eu.amazon.nova-lite-v1:0 arn:aws:bedrock:*::foundation-model/amazon.nova-lite-v1:0",
      ],
    ],
    ["apigateway:invoke", { ApiEndpoint: "a1b2.execute-api.eu-west-1.amazonaws.com", Method: "GET" }, []],
    ["apigateway:invoke", { ApiEndpoint: "{% $e %}", Method: "GET", AuthType: "NO_AUTH" }, []],
    ["apigateway:invoke", { ApiEndpoint: "{% $e %}", Method: "GET", AuthType: "RESOURCE_POLICY" }, []],
    [
      "apigateway:invoke",
      { ApiEndpoint: "a1b2.execute-api.us-east-1.amazonaws.com", Method: "{% $m %}", AuthType: "{% $a %}" },
      ["execute-api:Invoke on arn:aws:execute-api:us-east-1:111122223333:a1b2/$default/*/"],
    ],
    [
      "http:invoke",
      { ApiEndpoint: "{% $e %}", Method: "{% $m %}" },
      ["states:InvokeHTTPEndpoint on states::stateMachine:self"],
    ],
    [
      "emr-containers:startJobRun",
      { VirtualClusterId: "v1", ExecutionRoleArn: "{% $r %}" },
      ["emr-containers:StartJobRun on emr-containers::/virtualclusters/v1"],
    ],
    [
      "eks:createCluster.sync",
      { Name: "{% $n %}" },
      ["eks:CreateCluster on *", "eks:DescribeCluster eks:DeleteCluster on eks::cluster/*"],
    ],
  ];
  for (const [call, args, expected] of cases) {
    it(`${call} ${JSON.stringify(args)}`, () => assert.deepEqual(derived(call, args), expected));
  }

  it("a cluster of ECS that is not named is the default one", () => {
    const permissions: PolicyStatement[] = [{ Effect: "Allow", Action: ["iam:PassRole"], Resource: [SELF] }];
    const definition = called("ecs:runTask.sync", { TaskDefinition: "t" });
    const statements = requiredPermissions(definition, WHOLE, { permissions }).map(line);
    assert.equal(statements[0], "ecs:RunTask on ecs::task-definition/t:*");
    assert.equal(statements[1], "ecs:StopTask ecs:DescribeTasks on ecs::task/default/*");
  });

  it("statements with the same actions are one only under the same condition", () => {
    const role = (name: string) => ({ Role: `arn:aws:iam::111122223333:role/${name}` });
    const definition = {
      QueryLanguage: "JSONata",
      StartAt: "A",
      States: {
        A: {
          Type: "Task",
          Resource: "arn:aws:states:::mediaconvert:createJob",
          Arguments: role("a"),
          Next: "B",
        },
        B: {
          Type: "Task",
          Resource: "arn:aws:states:::mediaconvert:createJob",
          Arguments: role("b"),
          Next: "C",
        },
        C: {
          Type: "Task",
          Resource: "arn:aws:states:::eks:createCluster",
          Arguments: { Name: "c", RoleArn: role("c").Role },
          End: true,
        },
      },
    };
    assert.deepEqual(
      requiredPermissions(definition, WHOLE)
        .map(line)
        .filter((text) => text.startsWith("iam")),
      [
        "iam:PassRole on iam::role/a iam::role/b if iam:PassedToService=mediaconvert.amazonaws.com",
        "iam:PassRole on iam::role/c if iam:PassedToService=eks.amazonaws.com",
      ],
    );
  });

  it("an id that AWS gives is of any such resource, where the definition creates them", () => {
    const step = {
      Type: "Task",
      Resource: "arn:aws:states:::elasticmapreduce:addStep",
      Arguments: { ClusterId: "{% $cluster %}" },
      End: true,
    };
    const create = { Type: "Task", Resource: "arn:aws:states:::elasticmapreduce:createCluster", Next: "B" };
    const definition = {
      QueryLanguage: "JSONata",
      StartAt: "A",
      States: { A: { ...create, Arguments: {} }, B: step },
    };
    assert.deepEqual(requiredPermissions(definition, WHOLE).map(line), [
      "elasticmapreduce:RunJobFlow on *",
      "elasticmapreduce:AddJobFlowSteps on elasticmapreduce::cluster/*",
    ]);
    assert.match(refusal(machine(step)), /ClusterId is only known at run time .*AddJobFlowSteps explicitly/);
  });
});

describe("requiredPermissions of optimized integrations that arguments do not show", () => {
  const cases: [string, object, ...string[]][] = [
    [
      "ecs:runTask.sync",
      { TaskDefinition: "t", Cluster: "c" },
      "the roles of its task definition, which it passes, are not in the arguments; give `permissions` with iam:PassRole explicitly",
    ],
    [
      "athena:startQueryExecution.sync",
      { QueryString: "SELECT 1" },
      "which tables and objects the query reads is not known from its arguments; give `permissions` with glue:GetTable, s3:GetObject explicitly",
    ],
    [
      "athena:getQueryResults",
      { QueryExecutionId: "{% $id %}" },
      "where the query's results are is not known from its arguments; give `permissions` with s3:GetObject explicitly",
    ],
    [
      "bedrock:invokeModel",
      { ModelId: "arn:aws:bedrock:eu-west-1:111122223333:application-inference-profile/p" },
      "which model is behind its inference profile is not known from the profile's ARN; give `permissions` with bedrock:InvokeModel explicitly",
    ],
    [
      "apigateway:invoke",
      { ApiEndpoint: "api.example.com", Method: "GET", AuthType: "IAM_ROLE" },
      'ApiEndpoint is "api.example.com", not the endpoint of an API of API Gateway, API.execute-api.REGION.amazonaws.com; give `permissions` with execute-api:Invoke explicitly',
    ],
    [
      "glue:startJobRun.sync",
      {},
      "JobName is missing; give `permissions` with glue:StartJobRun, glue:GetJobRun, glue:GetJobRuns, glue:BatchStopJobRun explicitly",
    ],
    [
      "glue:startCrawler",
      {},
      "glue:startCrawler is not an integration whose permissions are known; give `permissions` with glue:StartCrawler explicitly",
    ],
    [
      "eks:deleteCluster",
      { Name: "a*" },
      'Name is "a*", not an EKS cluster\'s name or ARN; give `permissions` with eks:DeleteCluster explicitly',
    ],
    [
      "eks:deleteCluster",
      { Name: "arn:aws:eks:eu-west-1:111122223333:cluster/*" },
      'Name is "arn:aws:eks:eu-west-1:111122223333:cluster/*", not an EKS cluster\'s name or ARN; give `permissions` with eks:DeleteCluster explicitly',
    ],
  ];
  for (const [call, args, problem] of cases) {
    it(`${call} ${JSON.stringify(args)}`, () => {
      assert.equal(refusal(called(call, args)).split("\n").at(-1)?.trim(), `- state "A": ${problem}`);
    });
  }

  it("are not asked for again where explicit permissions allow them", () => {
    const permissions: PolicyStatement[] = [
      { Effect: "Allow", Action: ["glue:Get*", "s3:GetObject"], Resource: ["*"] },
    ];
    const output = { ResultConfiguration: { OutputLocation: "s3://buc/results/" } };
    const definition = called("athena:startQueryExecution.sync", { QueryString: "SELECT 1", ...output });
    assert.deepEqual(requiredPermissions(definition, WHOLE, { permissions }).map(line), [
      "athena:StartQueryExecution athena:StopQueryExecution athena:GetQueryExecution on athena::workgroup/primary",
      "athena:GetDataCatalog on athena::datacatalog/AwsDataCatalog",
      "s3:GetBucketLocation s3:ListBucket s3:ListBucketMultipartUploads on arn:aws:s3:::buc",
      "s3:PutObject s3:GetObject s3:ListMultipartUploadParts s3:AbortMultipartUpload on arn:aws:s3:::buc/results/*",
    ]);
  });
});
