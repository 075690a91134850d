import assert from "node:assert/strict";
import { PROGRAM_DIRECTORY } from "../../checks/program";
import { useConsole } from "./consoleFixture";

/** An execution of each workflow, which the page that starts it watches to its end. */
const RUNS: [machine: string, input: object, last: RegExp][] = [
  [
    "pipeline-machine",
    { Output: { input: { name: "serverless-pattern", value: "block" } } },
    /^Task C, succeeded/,
  ],
  ["booking-machine", { id: "b1", apartmentId: "7" }, /^(Pass|Fail) .*, (succeeded|failed)/],
  [
    "orders-machine",
    { accountid: "anna", vendorid: "garden", city: "Oslo", invoicekey: "i-1" },
    /^(Pass|Succeed|Fail) Order \w+, (succeeded|failed)/,
  ],
];

describe("the four workflows in a browser", function () {
  this.timeout(180_000);
  const fixture = useConsole(() => ({ program: PROGRAM_DIRECTORY, time: "skip" }));

  for (const [machine, input, last] of RUNS) {
    it(`watches ${machine} to its end`, async () => {
      const { page, faults } = await fixture.open();
      await page.getByRole("button", { name: `Start ${machine}` }).click();
      await page.getByLabel("Input (JSON)").fill(JSON.stringify(input));
      await page.getByRole("dialog").getByRole("button", { name: "Start" }).click();
      await page.getByRole("button", { name: last }).first().waitFor();
      assert.deepEqual(faults, []);
    });
  }

  it("watches the messenger send a message, and shows the message in its queue and table", async () => {
    const { stack } = fixture;
    const { messengerTable: TableName } = stack.outputs as { messengerTable: string };
    const { cloud } = stack.services;
    // It runs until it is stopped, and with skipped time it would not pause between its rounds.
    stack.clock.setMode({ kind: "real" });
    try {
      const { page, faults } = await fixture.open();
      await page.getByRole("button", { name: "Start messenger-machine" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Start" }).click();
      await page.getByRole("button", { name: /^Wait Pause Then Loop, running/ }).waitFor();
      await cloud.call(cloud.administrator, "dynamodb", "PutItem", {
        TableName,
        Item: {
          user_name: { S: "anna" },
          message_id: { S: "m1" },
          message: { S: "hello" },
          sent: { BOOL: false },
          unsent: { S: "yes" },
        },
      });
      await stack.clock.advanceToNextTimer();
      await page.getByRole("button", { name: /^Task Record Sent, succeeded/ }).waitFor();
      await page.getByRole("button", { name: /^Stop/ }).click();
      await page.getByRole("dialog").getByRole("button", { name: /^Stop/ }).click();
      await page.getByText("Aborted").first().waitFor();
      await page.goto(new URL(`#/tables/${TableName}`, stack.endpoint).href);
      await page.getByText("hello").first().waitFor();
      assert.deepEqual(faults, []);
    } finally {
      stack.clock.setMode({ kind: "skip" });
    }
  });
});
