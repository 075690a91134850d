import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { Workflow } from "../../../components";
import { DataTable } from "../../../components/shared/dataTable";
import { defaultOperations } from "../../../components/shared/operations";
import { createPrivateBucket } from "../../../components/shared/privateBucket";
import { createWorkQueue } from "../../../components/shared/workQueue";
import type { PolicyStatement, StateMachineDefinition } from "../../../states";
import { ACCOUNT, REGION, register, resolved } from "../registrations";

const definition: StateMachineDefinition = {
  QueryLanguage: "JSONata",
  StartAt: "Done",
  States: { Done: { Type: "Succeed" } },
};
const KEY = `arn:aws:kms:${REGION}:${ACCOUNT}:key/k`;
const withKey = { ...defaultOperations, kmsKeyArn: KEY };
const MACHINE = `arn:aws:states:${REGION}:${ACCOUNT}:stateMachine:flow-machine`;
const TABLE = `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/data`;

const allowed = (Sid: string, Action: string[], ...Resource: string[]) => ({
  Sid,
  Effect: "Allow",
  Action,
  Resource,
});
const keyVia = (service: string, action: string) => ({
  ...allowed("UseKey", [action], KEY),
  Condition: { StringEquals: { "kms:ViaService": `${service}.${REGION}.amazonaws.com` } },
});

/** The statements of a grant, resolved. */
async function grantedBy(grant: (parent: pulumi.Resource) => PolicyStatement[]): Promise<unknown[]> {
  const { result } = await register(() => {
    const parent = new pulumi.ComponentResource("test:index:Parent", "parent");
    return pulumi.output(grant(parent));
  });
  return resolved(result);
}

describe("components: grants", () => {
  describe("of a Workflow", () => {
    const flow = (operations = defaultOperations) =>
      new Workflow("flow", { definition, operations: { ...operations, liveAlias: true } });

    it("allow to start and to list executions of the state machine, not of its alias alone", async () => {
      assert.deepEqual(await grantedBy(() => [...flow().allowStart()]), [
        allowed("StartExecutions", ["states:StartExecution"], MACHINE),
      ]);
      assert.deepEqual(await grantedBy(() => flow().allowList("Orders")), [
        allowed("ListOrders", ["states:ListExecutions"], MACHINE),
      ]);
    });

    it("allow to describe its executions", async () => {
      assert.deepEqual(await grantedBy(() => flow().allowDescribe()), [
        allowed(
          "DescribeExecutions",
          ["states:DescribeExecution"],
          `${MACHINE.replace(":stateMachine:", ":execution:")}:*`,
        ),
      ]);
    });

    it("allow to decrypt the data of its executions alone, where there is a key", async () => {
      const [, decrypt] = await grantedBy(() => flow(withKey).allowDescribe("Orders"));
      assert.deepEqual(decrypt, {
        ...allowed("ReadOrders", ["kms:Decrypt"], KEY),
        Condition: { StringEquals: { "kms:EncryptionContext:aws:states:stateMachineArn": MACHINE } },
      });
    });

    it("allow the given responses to waiting tasks and no others", async () => {
      assert.deepEqual(await grantedBy(() => flow().allowTaskResponses(["Success", "Heartbeat"])), [
        allowed("RespondToTasks", ["states:SendTaskSuccess", "states:SendTaskHeartbeat"], MACHINE),
      ]);
    });
  });

  describe("of a table", () => {
    const table = (parent: pulumi.Resource, operations = defaultOperations) =>
      new DataTable("data", { hashKey: "Id", operations }, { parent });

    it("allow the given actions and no others", async () => {
      assert.deepEqual(
        await grantedBy((parent) => table(parent).allow("dynamodb:GetItem", "dynamodb:UpdateItem")),
        [allowed("UseTable", ["dynamodb:GetItem", "dynamodb:UpdateItem"], TABLE)],
      );
    });

    it("allow reading by one index", async () => {
      assert.deepEqual(await grantedBy((parent) => table(parent).allowReadByIndex("unsent")), [
        allowed("QueryIndex", ["dynamodb:Query"], `${TABLE}/index/unsent`),
        allowed("ReadItems", ["dynamodb:BatchGetItem"], TABLE),
      ]);
    });

    it("allow the use of the key through DynamoDB, where there is a key", async () => {
      for (const statements of [
        await grantedBy((parent) => table(parent, withKey).allow("dynamodb:GetItem")),
        await grantedBy((parent) => table(parent, withKey).allowReadByIndex("unsent")),
      ]) {
        assert.deepEqual(statements.at(-1), keyVia("dynamodb", "kms:Decrypt"));
      }
    });
  });

  describe("of a bucket", () => {
    const bucket = (parent: pulumi.Resource, operations = defaultOperations) =>
      createPrivateBucket("files", operations, parent).bucket;
    const OBJECTS = "arn:aws:s3:::files/*";

    it("allow writing, reading or deleting objects", async () => {
      assert.deepEqual(await grantedBy((parent) => bucket(parent).allowPut()), [
        allowed("PutObjects", ["s3:PutObject"], OBJECTS),
      ]);
      assert.deepEqual(await grantedBy((parent) => bucket(parent).allowGet()), [
        allowed("GetObjects", ["s3:GetObject"], OBJECTS),
        allowed("ListObjects", ["s3:ListBucket"], "arn:aws:s3:::files"),
      ]);
      assert.deepEqual(await grantedBy((parent) => bucket(parent).allowDelete()), [
        allowed("DeleteObjects", ["s3:DeleteObject"], OBJECTS),
      ]);
    });

    it("allow the use of the key through S3 for writing and reading, where there is a key", async () => {
      const keyed = (grant: "allowPut" | "allowGet" | "allowDelete") =>
        grantedBy((parent) => bucket(parent, withKey)[grant]());
      assert.deepEqual((await keyed("allowPut")).at(-1), keyVia("s3", "kms:GenerateDataKey"));
      assert.deepEqual((await keyed("allowGet")).at(-1), keyVia("s3", "kms:Decrypt"));
      assert.equal((await keyed("allowDelete")).length, 1);
    });
  });

  describe("of a queue", () => {
    const queue = (parent: pulumi.Resource, operations = defaultOperations) =>
      createWorkQueue("work", { visibilityTimeoutSeconds: 60, maxReceiveCount: 3, operations }, { parent });

    it("allow receiving messages, and decrypting them where there is a key", async () => {
      const receive = allowed(
        "ReadQueue",
        ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
        `arn:aws:sqs:${REGION}:${ACCOUNT}:work-queue`,
      );
      const grants = (operations = defaultOperations) =>
        grantedBy((parent) => queue(parent, operations).allowReceive());
      assert.deepEqual(await grants(), [receive]);
      assert.deepEqual(await grants(withKey), [receive, allowed("DecryptMessages", ["kms:Decrypt"], KEY)]);
    });
  });
});
