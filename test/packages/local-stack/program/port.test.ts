import { equal } from "node:assert/strict";
import { credentials } from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";
import type { LogEntry } from "../../../../packages/local-stack/program";
import { EnginePort } from "../../../../packages/local-stack/program/port";
import { serve } from "../../../../packages/local-stack/program/serve";

import { lookups } from "./provider/resource";

describe("EnginePort", () => {
  const logs: LogEntry[] = [];
  const options = {
    project: "p",
    stack: "s",
    programDirectory: "/",
    preview: false,
    account: { accountId: "123456789012", region: "us-east-1" },
    config: {},
    lookups: lookups(),
    onRefusal: () => {},
    onLog: (entry: LogEntry) => logs.push(entry),
  };

  it("serves a caller that connected before gRPC was ready", async () => {
    const port = await EnginePort.open();
    const client = new EngineClient(port.address, credentials.createInsecure());
    try {
      const request = new LogRequest().setSeverity(LogSeverity.WARNING).setMessage("early");
      const answered = new Promise<void>((resolve, reject) => {
        client.log(request, (error) => (error ? reject(error) : resolve()));
      });
      while (port.connections === 0) await new Promise((resolve) => setImmediate(resolve));
      for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
      serve(port, options);
      await answered;
      equal(logs[0]?.message, "early");
      equal(logs[0]?.severity, "warning");
    } finally {
      client.close();
      port.close();
    }
  });
});
