import assert from "node:assert/strict";
import * as fc from "fast-check";
import { pathOf, svg } from "../../../packages/diagram";
import { definitions } from "./definitions";

describe("the image of a state machine", () => {
  it("shows each state with what it calls, and the whole condition of a transition", () => {
    const condition =
      "$states.input.amount > 100 and $states.input.currency in ['EUR', 'USD', 'CHF', 'GBP', 'SEK', 'NOK', 'DKK']";
    const image = svg(
      {
        StartAt: "Big?",
        States: {
          "Big?": {
            Type: "Choice",
            Choices: [{ Condition: `{% ${condition} %}`, Next: "Ask" }],
            Default: "Pay",
          },
          Ask: { Type: "Task", Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken", Next: "Pay" },
          Pay: { Type: "Task", Resource: "arn:aws:lambda:us-east-1:123456789012:function:pay", End: true },
        },
      },
      "The states of payment",
    );
    assert.match(
      image,
      /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" width="\d+" height="\d+" viewBox="0 0 \d+ \d+" role="img">\n<title>The states of payment<\/title>/,
    );
    assert.ok(image.includes("<title>Ask: sqs:sendMessage.waitForTaskToken</title>"));
    assert.ok(image.includes("<title>Pay: pay</title>"));
    assert.ok(
      image.includes(
        `<title>${condition.replace(/[>']/g, (character) => `&#${character.charCodeAt(0)};`)}</title>`,
      ),
    );
    assert.match(image, /in \['EUR|…<\/tspan>/);
    assert.ok(image.includes(">otherwise</tspan>"));
  });

  it("is well-formed whatever names and conditions hold, and has neither scripts nor links", () => {
    for (const definition of fc.sample(definitions, { seed: 11, numRuns: 10 })) {
      const open: string[] = [];
      for (const [tag, close, name, , empty] of svg(definition, "<&>").matchAll(
        /<(\/?)([a-z]+)((?:\s[^<>]*?)?)(\/?)>/g,
      )) {
        if (close) assert.equal(open.pop(), name, tag);
        else if (!empty) open.push(name!);
      }
      assert.deepEqual(open, []);
      const text = svg(definition, "<&>")
        .replace(/<style>[\s\S]*?<\/style>/, "")
        .replace(/<[^<>]*>/g, "");
      assert.doesNotMatch(text, /[<>]|&(?!#\d+;)/);
      assert.doesNotMatch(svg(definition, "<&>"), /<script|href|\son\w+=/i);
    }
  });

  it("rounds the corners of lines", () => {
    assert.equal(
      pathOf([
        [0, 0],
        [0, 100],
        [50, 100],
      ]),
      "M0 0L0 90Q0 100 10 100L50 100",
    );
  });
});
