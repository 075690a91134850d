import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import * as path from "node:path";
import { text } from "node:stream/consumers";
import { CloudClock } from "../../../packages/local-cloud/aws/clock";
import { startLocalServices } from "../../../packages/local-cloud/localCloud";
import { DynamoDbService } from "../../../packages/local-cloud/services/dynamodb/dynamodb";
import { SqsService } from "../../../packages/local-cloud/services/sqs/sqs";

const ROOT = path.join(__dirname, "../../..");

/** Starts a local cloud whose DynamoDB fails, in a process that exits on its own if nothing stays open. */
const FAILING = `
  const { CloudClock } = require("./packages/local-cloud/aws/clock");
  const { startLocalServices } = require("./packages/local-cloud/localCloud");
  const { DynamoDbService } = require("./packages/local-cloud/services/dynamodb/dynamodb");
  DynamoDbService.start = async () => { throw new Error("DynamoDB has no place to store items"); };
  startLocalServices({ clock: new CloudClock(), onError() {} }).catch(({ message }) => {
    console.error("error: " + message);
    process.exitCode = 1;
  });`;

describe("the start of the local cloud", function () {
  this.timeout(60_000);

  it("closes what has started when a later service cannot start", async () => {
    const { start } = DynamoDbService;
    const { close } = SqsService.prototype;
    let closed = 0;
    DynamoDbService.start = () => Promise.reject(new Error("DynamoDB has no place to store items"));
    SqsService.prototype.close = function (this: SqsService) {
      closed++;
      return close.call(this);
    };
    try {
      await assert.rejects(startLocalServices({ clock: new CloudClock(), onError: assert.fail }), {
        message: "DynamoDB has no place to store items",
      });
      assert.equal(closed, 1);
    } finally {
      DynamoDbService.start = start;
      SqsService.prototype.close = close;
    }
  });

  it("leaves nothing open then: the process prints the reason and ends", async () => {
    const args = ["-r", "./packages/local-stack/register.js", "-e", FAILING];
    const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ["ignore", "ignore", "pipe"] });
    const [printed, [code]] = await Promise.all([text(child.stderr), once(child, "close")]);
    assert.equal(printed, "error: DynamoDB has no place to store items\n");
    assert.equal(code, 1);
  });
});
