import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import * as path from "node:path";
import { text } from "node:stream/consumers";
import { CloudClock } from "../../../packages/local-cloud/aws/clock";
import { startLocalServices } from "../../../packages/local-cloud/localCloud";
import { S3Service } from "../../../packages/local-cloud/services/s3/s3";
import { SqsService } from "../../../packages/local-cloud/services/sqs/sqs";

const ROOT = path.join(__dirname, "../../..");

/** Starts a local cloud whose S3 fails, in a process that exits on its own if nothing stays open. */
const FAILING = `
  const { CloudClock } = require("./packages/local-cloud/aws/clock");
  const { startLocalServices } = require("./packages/local-cloud/localCloud");
  const { S3Service } = require("./packages/local-cloud/services/s3/s3");
  S3Service.start = async () => { throw new Error("S3 has no place to store objects"); };
  startLocalServices({ clock: new CloudClock(), onError() {} }).catch(({ message }) => {
    console.error("error: " + message);
    process.exitCode = 1;
  });`;

describe("the start of the local cloud", function () {
  this.timeout(60_000);

  it("closes what has started when a later service cannot start", async () => {
    const { start } = S3Service;
    const { close } = SqsService.prototype;
    let closed = 0;
    S3Service.start = () => Promise.reject(new Error("S3 has no place to store objects"));
    SqsService.prototype.close = function (this: SqsService) {
      closed++;
      return close.call(this);
    };
    try {
      await assert.rejects(startLocalServices({ clock: new CloudClock(), onError: assert.fail }), {
        message: "S3 has no place to store objects",
      });
      assert.equal(closed, 1);
    } finally {
      S3Service.start = start;
      SqsService.prototype.close = close;
    }
  });

  it("leaves nothing open then: the process prints the reason and ends", async () => {
    const args = ["-r", "./packages/local-stack/register.js", "-e", FAILING];
    const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ["ignore", "ignore", "pipe"] });
    const [printed, [code]] = await Promise.all([text(child.stderr), once(child, "close")]);
    assert.equal(printed, "error: S3 has no place to store objects\n");
    assert.equal(code, 1);
  });
});
