import assert from "node:assert/strict";
import { type Json, TaskFailure } from "../../../packages/asl/engine";
import { shownIterations, visitsIn } from "../../../packages/console/server/executionView";
import { statusOf } from "../../../packages/console/server/stateStatus";
import { transitionsTaken } from "../../../packages/console/server/transitions";
import { Trace } from "../../../packages/local-stack";
import { FUNCTION, run } from "../asl/engine/harness";

const work = { Type: "Task", Resource: FUNCTION };

async function traced(definition: object, input: Json, task: (parameters: Json) => Json = () => ({})) {
  const { events, result } = await run(definition, input, { task: ({ parameters }) => task(parameters) });
  const trace = new Trace(definition as never);
  // In parts, as a page asks for it while the execution runs.
  for (let end = 0; end <= events.length; end += 3) trace.read(events.slice(0, end));
  trace.read(events);
  const status = result.status;
  return { trace, status, statuses: trace.visits.map((visit) => [visit.id, statusOf(visit, status)]) };
}

const transitionsOf = ({ visits, definition }: Trace) => transitionsTaken(visits, definition);

/** The visits in iterations, by the id of each Map. */
const visitsOfIterations = (trace: Trace, iterations: object) => {
  const query = new URLSearchParams({ iterations: JSON.stringify(iterations) });
  return visitsIn(shownIterations(query, trace), trace);
};

describe("the trace of an execution", () => {
  it("tells the branches of a Parallel apart, also those that start alike", async () => {
    const branch = { StartAt: "Go", States: { Go: { Type: "Pass", End: true } } };
    const definition = {
      StartAt: "Both",
      States: {
        Both: { Type: "Parallel", Branches: [branch, branch], Next: "Done" },
        Done: { Type: "Succeed" },
      },
    };
    const { trace, statuses } = await traced(definition, {});
    assert.deepEqual(statuses.map(([id]) => id).sort(), [
      "/States/Both",
      "/States/Both/Branches/0/States/Go",
      "/States/Both/Branches/1/States/Go",
      "/States/Done",
    ]);
    assert.deepEqual(Object.keys(transitionsOf(trace).taken).sort(), [
      "/StartAt",
      "/States/Both/Branches/0/StartAt",
      "/States/Both/Branches/0/States/Go/End",
      "/States/Both/Branches/1/StartAt",
      "/States/Both/Branches/1/States/Go/End",
      "/States/Both/Next",
      "/States/Done/End",
    ]);
  });

  it("tells the iterations of nested Maps apart", async () => {
    const inner = {
      Type: "Map",
      ItemsPath: "$.items",
      Iterator: { StartAt: "In", States: { In: { Type: "Pass", End: true } } },
      End: true,
    };
    const definition = {
      StartAt: "Out",
      States: {
        Out: {
          Type: "Map",
          ItemsPath: "$.items",
          ItemProcessor: { StartAt: "Each", States: { Each: inner } },
          End: true,
        },
      },
    };
    const { trace } = await traced(definition, { items: [{ items: [1, 2] }, { items: [3] }] });
    const [out, each, inside] = [
      "/States/Out",
      "/States/Out/ItemProcessor/States/Each",
      "/States/Out/ItemProcessor/States/Each/Iterator/States/In",
    ];
    const visits = trace.visits
      .filter(({ id }) => id === inside)
      .map(({ iterations, input }) => ({ iterations, input }));
    assert.deepEqual(
      visits.sort((a, b) => Number(a.input) - Number(b.input)),
      [
        { iterations: { [out]: 0, [each]: 0 }, input: "1" },
        { iterations: { [out]: 0, [each]: 1 }, input: "2" },
        { iterations: { [out]: 1, [each]: 0 }, input: "3" },
      ],
    );
    assert.deepEqual(
      visitsOfIterations(trace, { [out]: 1 })
        .filter(({ id }) => id === inside)
        .map(({ input }) => input),
      ["3"],
    );
    assert.equal(trace.maps.get(out)!.iterations, 2);
  });

  it("knows which iterations failed, and shows the first of them", async () => {
    const definition = {
      StartAt: "Each",
      States: {
        Each: {
          Type: "Map",
          ItemProcessor: { StartAt: "Work", States: { Work: { ...work, End: true } } },
          End: true,
        },
      },
    };
    const failing = (input: Json) => {
      if (input === 2) throw new TaskFailure("Odd", "two");
      return {};
    };
    const { trace, status, statuses } = await traced(definition, [1, 2], failing);
    assert.deepEqual([status, trace.maps.get("/States/Each")], ["FAILED", { iterations: 2, failed: [1] }]);
    const shown = visitsOfIterations(trace, {}).filter(({ id }) => id.endsWith("/Work"));
    assert.deepEqual(
      shown.map(({ input, failure }) => [input, failure?.error]),
      [["2", "Odd"]],
    );
    assert.deepEqual(statuses[0], ["/States/Each", "failed"]);
  });

  it("tells a caught error from one that ends the execution, and follows loops", async () => {
    const definition = {
      StartAt: "Work",
      States: {
        Work: {
          ...work,
          Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: "$.error", Next: "Again?" }],
          End: true,
        },
        "Again?": {
          Type: "Choice",
          Choices: [{ Variable: "$.tries", NumericLessThan: 1, Next: "Count" }],
          Default: "Stop",
        },
        Count: { Type: "Pass", Result: { tries: 1 }, Next: "Work" },
        Stop: { Type: "Fail", Error: "Stopped" },
      },
    };
    const { trace, statuses } = await traced(definition, { tries: 0 }, () => {
      throw new TaskFailure("Busy", "later");
    });
    assert.deepEqual(
      statuses.map(([id, status]) => `${id?.slice(8)} ${status}`),
      [
        "Work caught",
        "Again? succeeded",
        "Count succeeded",
        "Work caught",
        "Again? succeeded",
        "Stop failed",
      ],
    );
    assert.deepEqual(transitionsOf(trace).taken, {
      "/StartAt": 1,
      "/States/Work/Catch/0": 2,
      "/States/Again?/Choices/0": 1,
      "/States/Count/Next": 1,
      "/States/Again?/Default": 1,
    });
    assert.deepEqual(transitionsOf(trace).perhaps, {});
  });

  describe("of two transitions to one state", () => {
    const done = { Type: "Pass", End: true };
    /** What a Task took that fails with an error, or does not. */
    async function left(task: object, error?: string): Promise<[taken: string[], perhaps: string[]]> {
      const definition = {
        StartAt: "Work",
        States: { Work: { ...work, Next: "Done", ...task }, Done: done },
      };
      const { trace } = await traced(definition, {}, () => {
        if (error !== undefined) throw new TaskFailure(error, "");
        return {};
      });
      const of = (counts: Record<string, number>) =>
        Object.keys(counts)
          .filter((id) => id.startsWith("/States/Work/"))
          .map((id) => id.slice(13));
      const { taken, perhaps } = transitionsOf(trace);
      return [of(taken), of(perhaps)];
    }

    it("marks the Next or the Catch", async () => {
      const task = { Catch: [{ ErrorEquals: ["States.ALL"], Next: "Done" }] };
      assert.deepEqual(await left(task), [["Next"], []]);
      assert.deepEqual(await left(task, "Busy"), [["Catch/0"], []]);
    });

    it("marks the Catch whose error it was", async () => {
      const task = {
        Catch: [
          { ErrorEquals: ["Busy", "Slow"], Next: "Done" },
          { ErrorEquals: ["States.TaskFailed"], Next: "Done" },
        ],
      };
      assert.deepEqual(await left(task, "Slow"), [["Catch/0"], []]);
      assert.deepEqual(await left(task, "Other"), [["Catch/1"], []]);
    });

    it("marks both Catches of a time-out, which may have been that of a heartbeat", async () => {
      const task = {
        Catch: [
          { ErrorEquals: ["States.HeartbeatTimeout"], Next: "Done" },
          { ErrorEquals: ["States.ALL"], Next: "Done" },
        ],
      };
      assert.deepEqual(await left(task, "States.Timeout"), [[], ["Catch/0", "Catch/1"]]);
      assert.deepEqual(await left(task, "Busy"), [["Catch/1"], []]);
    });

    it("marks a Catch of what has no event of its own, and the state as caught", async () => {
      const task = {
        Parameters: { "broken.$": "States.StringToJson('{')" },
        Catch: [{ ErrorEquals: ["States.IntrinsicFailure"], ResultPath: "$.error", Next: "Done" }],
      };
      assert.deepEqual(await left(task), [["Catch/0"], []]);
      const definition = {
        StartAt: "Work",
        States: { Work: { ...work, ...task, End: true }, Done: done },
      };
      const { statuses, trace } = await traced(definition, {});
      assert.deepEqual(statuses[0], ["/States/Work", "caught"]);
      assert.ok(!("/States/Work/End" in transitionsOf(trace).taken), "it left by its Catch");
    });

    it("marks none of two rules of a Choice as the one that held, and each as one that may have", async () => {
      const rule = (equal: number, Next: string) => ({ Variable: "$.n", NumericEquals: equal, Next });
      const definition = {
        StartAt: "Which",
        States: {
          Which: { Type: "Choice", Choices: [rule(1, "One"), rule(2, "One")], Default: "Other" },
          One: done,
          Other: done,
        },
      };
      const { trace } = await traced(definition, { n: 2 });
      assert.deepEqual(transitionsOf(trace).perhaps, {
        "/States/Which/Choices/0": 1,
        "/States/Which/Choices/1": 1,
      });
      const { trace: other } = await traced(definition, { n: 3 });
      assert.deepEqual(transitionsOf(other), {
        taken: { "/StartAt": 1, "/States/Which/Default": 1, "/States/Other/End": 1 },
        perhaps: {},
      });
    });
  });

  it("shows a Parallel that is retried, and succeeds, in its branches", async () => {
    let left = 1;
    const branch = (name: string) => ({ StartAt: name, States: { [name]: { ...work, End: true } } });
    const definition = {
      StartAt: "Both",
      States: {
        Both: {
          Type: "Parallel",
          Branches: [branch("X"), branch("Y")],
          Retry: [{ ErrorEquals: ["Busy"], IntervalSeconds: 1 }],
          End: true,
        },
      },
    };
    const { statuses } = await traced(definition, {}, () => {
      if (left-- > 0) throw new TaskFailure("Busy", "later");
      return {};
    });
    assert.deepEqual(statuses.slice(0, 3), [
      ["/States/Both", "succeeded"],
      ["/States/Both/Branches/0/States/X", "failed"],
      ["/States/Both/Branches/1/States/Y", "succeeded"],
    ]);
    assert.deepEqual(statuses.slice(3), [
      ["/States/Both/Branches/0/States/X", "succeeded"],
      ["/States/Both/Branches/1/States/Y", "succeeded"],
    ]);
  });

  it("shows a Map whose error is caught, by the error inside it", async () => {
    const inner = {
      Type: "Parallel",
      Branches: [{ StartAt: "Work", States: { Work: { ...work, End: true } } }],
      End: true,
    };
    const definition = {
      StartAt: "Each",
      States: {
        Each: {
          Type: "Map",
          ItemProcessor: { StartAt: "Inner", States: { Inner: inner } },
          Catch: [
            { ErrorEquals: ["Other"], Next: "Done" },
            { ErrorEquals: ["Busy"], Next: "Done" },
          ],
          Next: "Done",
        },
        Done: { Type: "Succeed" },
      },
    };
    const { trace, statuses } = await traced(definition, [1], () => {
      throw new TaskFailure("Busy", "later");
    });
    assert.deepEqual(
      statuses.map(([id, status]) => `${id!.split("/").at(-1)} ${status}`),
      ["Each caught", "Inner failed", "Work failed", "Done succeeded"],
    );
    assert.deepEqual(trace.maps.get("/States/Each"), { iterations: 1, failed: [0] });
    const { taken, perhaps } = transitionsOf(trace);
    assert.deepEqual([taken["/States/Each/Catch/1"], perhaps], [1, {}]);
  });

  it("shows the state that failed without an event of its own", async () => {
    const definition = {
      StartAt: "Which",
      States: {
        Which: { Type: "Choice", Choices: [{ Variable: "$.n", NumericEquals: 1, Next: "One" }] },
        One: { Type: "Succeed" },
      },
    };
    const { trace, statuses } = await traced(definition, { n: 2 });
    assert.deepEqual(statuses, [["/States/Which", "failed"]]);
    assert.equal(trace.visits[0]!.failure!.error, "States.Runtime");
  });

  it("has the variables before and after each state", async () => {
    const definition = {
      QueryLanguage: "JSONata",
      StartAt: "A",
      States: {
        A: { Type: "Pass", Assign: { x: 1, y: "a" }, Next: "B" },
        B: { Type: "Pass", Assign: { x: "{% $x + 1 %}" }, Next: "C" },
        C: { Type: "Succeed" },
      },
    };
    const { trace } = await traced(definition, {});
    assert.deepEqual(
      trace.visits.map(({ variables, assigned }) => [variables, assigned]),
      [
        [{}, { x: "1", y: '"a"' }],
        [{ x: "1", y: '"a"' }, { x: "2" }],
        [{ x: "2", y: '"a"' }, undefined],
      ],
    );
  });

  describe("that was redriven", () => {
    /** Runs a machine whose Tasks fail for the parameters, and redrives it. */
    async function redriven(definition: object, failing: Json) {
      const first = await run(
        definition,
        {},
        {
          task: ({ parameters }) => {
            if (parameters === failing) throw new TaskFailure("E", "no");
            return parameters;
          },
        },
      );
      assert.equal(first.result.status, "FAILED");
      const checkpoint = first.execution.checkpoint();
      const second = await run(
        definition,
        {},
        {
          task: ({ parameters }) => parameters,
          redrive: { checkpoint: checkpoint!, lastEventId: first.events.at(-1)!.id },
        },
      );
      const trace = new Trace(definition as never).read([...first.events, ...second.events]);
      const statuses = (status: string) => trace.visits.map((visit) => [visit.id, statusOf(visit, status)]);
      return { trace, statuses, before: first.events };
    }

    it("enters the state that failed again, without a transition to it", async () => {
      const definition = {
        QueryLanguage: "JSONata",
        StartAt: "A",
        States: {
          A: { Type: "Pass", Assign: { x: 1 }, Next: "B" },
          B: { ...work, Arguments: "b", End: true },
        },
      };
      const { trace, statuses } = await redriven(definition, "b");
      assert.deepEqual(statuses("RUNNING"), [
        ["/States/A", "succeeded"],
        ["/States/B", "failed"],
        ["/States/B", "succeeded"],
      ]);
      assert.deepEqual(transitionsOf(trace).taken, {
        "/StartAt": 1,
        "/States/A/Next": 1,
        "/States/B/End": 1,
      });
      assert.deepEqual(trace.visits.at(-1)!.variables, { x: "1" });
    });

    it("continues a branch where it was", async () => {
      const branch = (name: string) => ({
        StartAt: `Before ${name}`,
        States: {
          [`Before ${name}`]: { Type: "Pass", Next: name },
          [name]: { ...work, Parameters: name, End: true },
        },
      });
      const definition = {
        StartAt: "Both",
        States: { Both: { Type: "Parallel", Branches: [branch("X"), branch("Y")], End: true } },
      };
      const { trace } = await redriven(definition, "Y");
      const ids = trace.visits.map(({ id }) => id);
      assert.ok(ids.filter((id) => id === "/States/Both/Branches/1/States/Y").length === 2, ids.join(" "));
      assert.ok(
        ids.every((id) => !id.includes("-1")),
        ids.join(" "),
      );
    });
  });
});
