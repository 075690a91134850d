import type { Json } from "../../packages/asl/engine";

type Definition = Record<string, unknown>;

/** A state machine to run repeatedly, and a plain function that does the same. */
export interface EngineCase {
  name: string;
  definition: Definition;
  input: Json;
  /** The same transformation, with each state's data copied as the States Language requires. */
  floor(input: Json): Json;
  /** Why the peer cannot run it. */
  notByPeer?: string;
}

/** States one after another. */
function chain(count: number, state: (index: number) => Definition): Record<string, Definition> {
  const next = (index: number) => (index + 1 < count ? { Next: `State ${index + 1}` } : { End: true });
  return Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`State ${index}`, { ...state(index), ...next(index) }]),
  );
}

const ORDER = { order: { id: "o-1", lines: [{ sku: "a", quantity: 2 }], customer: { name: "Anna" } } };

type Loop = { rounds: number };
type Collected = Record<string, Json>;

export const CASES: EngineCase[] = [
  {
    name: "ten Pass states",
    definition: {
      StartAt: "State 0",
      States: chain(10, (index) => ({
        Type: "Pass",
        Parameters: { step: index, "id.$": "$.order.id" },
        ResultPath: `$.step${index}`,
      })),
    },
    input: ORDER,
    floor(input) {
      let state = structuredClone(input) as Collected;
      for (let index = 0; index < 10; index++) {
        state = structuredClone(state);
        state[`step${index}`] = { step: index, id: (state.order as { id: string }).id };
      }
      return state;
    },
  },
  {
    name: "a Choice loop of 1,000 rounds",
    definition: {
      StartAt: "Add",
      States: {
        Add: { Type: "Pass", Parameters: { "rounds.$": "States.MathAdd($.rounds, 1)" }, Next: "More?" },
        "More?": {
          Type: "Choice",
          Choices: [{ Variable: "$.rounds", NumericLessThan: 1000, Next: "Add" }],
          Default: "Done",
        },
        Done: { Type: "Succeed" },
      },
    },
    input: { rounds: 0 },
    floor(input) {
      let state = structuredClone(input) as Loop;
      while (state.rounds < 1000) state = structuredClone({ rounds: state.rounds + 1 });
      return state;
    },
  },
  {
    name: "a Map of 1,000 items",
    definition: {
      StartAt: "Each",
      States: {
        Each: {
          Type: "Map",
          ItemsPath: "$.items",
          ItemProcessor: {
            StartAt: "Double",
            States: {
              Double: {
                Type: "Pass",
                Parameters: { "id.$": "$.id", "twice.$": "States.MathAdd($.id, $.id)" },
                End: true,
              },
            },
          },
          End: true,
        },
      },
    },
    input: { items: Array.from({ length: 1000 }, (_, id) => ({ id })) },
    floor(input) {
      const { items } = structuredClone(input) as { items: { id: number }[] };
      return items.map((item) => {
        const { id } = structuredClone(item);
        return { id, twice: id + id };
      });
    },
  },
  {
    name: "a Parallel of 10",
    definition: {
      StartAt: "All",
      States: {
        All: {
          Type: "Parallel",
          Branches: Array.from({ length: 10 }, (_, index) => ({
            StartAt: `Branch ${index}`,
            States: {
              [`Branch ${index}`]: {
                Type: "Pass",
                Parameters: { branch: index, "id.$": "$.order.id" },
                End: true,
              },
            },
          })),
          End: true,
        },
      },
    },
    input: ORDER,
    floor(input) {
      return Array.from({ length: 10 }, (_, branch) => {
        const own = structuredClone(input) as typeof ORDER;
        return { branch, id: own.order.id };
      });
    },
  },
  {
    name: "ten states in JSONata",
    notByPeer: "it ignores QueryLanguage",
    definition: {
      QueryLanguage: "JSONata",
      StartAt: "State 0",
      States: chain(10, (index) => ({
        Type: "Pass",
        Output: `{% $merge([$states.input, {"step${index}": {"step": ${index}, "id": $states.input.order.id}}]) %}`,
      })),
    },
    input: ORDER,
    floor(input) {
      return CASES[0]!.floor(input);
    },
  },
];
