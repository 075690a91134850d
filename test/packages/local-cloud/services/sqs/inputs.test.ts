import assert from "node:assert/strict";
import { checkFifoIds } from "../../../../../packages/local-cloud/services/sqs/inputs";

const PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

describe("local: ids of messages in FIFO queues", () => {
  for (const id of [undefined, "a", `azAZ09${PUNCTUATION}`, "x".repeat(128)]) {
    it(`takes ${id}`, () => checkFifoIds({ MessageGroupId: id, MessageDeduplicationId: id }));
  }

  for (const id of ["", "a b", "é", "a\n", "x".repeat(129)]) {
    it(`refuses ${JSON.stringify(id)}`, () => {
      for (const name of ["MessageGroupId", "MessageDeduplicationId"]) {
        assert.throws(() => checkFifoIds({ [name]: id }), {
          code: "InvalidParameterValue",
          message: new RegExp(`for parameter ${name} is invalid\\. Reason: ${name} can only include`),
        });
      }
    });
  }
});
