import assert from "node:assert/strict";
import { inputPaths } from "../../../packages/console/server/inputPaths";

const startingWith = (first: object, rest: object = {}) =>
  inputPaths(JSON.stringify({ StartAt: "First", States: { First: first }, ...rest }));

describe("the members of its input that a definition reads", () => {
  it("are found in JSONata, each once, the deepest", () =>
    assert.deepEqual(
      startingWith(
        {
          Type: "Task",
          Arguments: { Id: "{% $states.input.order.id %}", Order: "{% $states.input.order %}" },
          Assign: { all: "{% $states.input.items.$map(f) & $states.input.order.id %}" },
        },
        { QueryLanguage: "JSONata" },
      ),
      ["order.id", "items"],
    ));

  it("are found in JSONPath, but not where a path is of the result", () =>
    assert.deepEqual(
      startingWith({
        Type: "Task",
        Parameters: {
          "Id.$": "$.order.id",
          "Text.$": "States.Format('{}', $.name)",
          "Token.$": "$$.Task.Token",
        },
        ResultSelector: { "x.$": "$.Payload" },
        ResultPath: "$.result",
      }),
      ["order.id", "name"],
    ));

  it("are what InputPath names", () =>
    assert.deepEqual(startingWith({ Type: "Task", InputPath: "$.order", Parameters: { "Id.$": "$.id" } }), [
      "order",
    ]));

  it("are found in a later state only by the context", () =>
    assert.deepEqual(
      inputPaths(
        JSON.stringify({
          StartAt: "First",
          QueryLanguage: "JSONata",
          States: {
            First: { Type: "Pass", Next: "Then" },
            Then: {
              Type: "Pass",
              Output: "{% $states.input.other & $states.context.Execution.Input.customer %}",
            },
          },
        }),
      ),
      ["customer"],
    ));

  it("are not those of the states inside the first one", () =>
    assert.deepEqual(
      startingWith(
        {
          Type: "Map",
          Items: "{% $states.input.orders %}",
          ItemProcessor: { StartAt: "A", States: { A: { Type: "Pass", Output: "{% $states.input.sku %}" } } },
        },
        { QueryLanguage: "JSONata" },
      ),
      ["orders"],
    ));

  it("are none of a definition that reads none", () =>
    assert.deepEqual(startingWith({ Type: "Succeed" }), []));
});
