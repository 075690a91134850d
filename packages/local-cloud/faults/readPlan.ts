import type { Json } from "../../asl/engine";
import { FUNCTION_CRASHES } from "../services/lambda/crash";
import {
  ATTEMPTS_ALLOWED,
  type Fault,
  type FaultPlan,
  type FaultRule,
  parseAttempts,
  type TestCase,
} from "./plan";
import { PlanValue } from "./planValue";

const TEXT = "a non-empty string";
const notEmpty = (text: string) => text !== "";

/** Reads a {@link FaultPlan} from JSON. Throws `FaultPlanError`. */
export function readPlan(plan: PlanValue): FaultPlan {
  plan.object("a fault plan: an object with rules", ["rules", "testCases"]);
  const rules = plan.member("rules").list("a list of rules").map(readRule);
  const testCases = plan.member("testCases");
  if (testCases.value === undefined) return { rules };
  return { rules, testCases: testCases.list("a list of test cases").map(readTestCase) };
}

/** Checks one rule, which may come from a program without types. Throws `FaultPlanError`. */
export function checkRule(rule: unknown): FaultRule {
  return readRule(new PlanValue(rule, "fault rule"));
}

function readRule(rule: PlanValue): FaultRule {
  rule.object("a rule: an object with a fault", ["stateMachine", "testCase", "state", "attempts", "fault"]);
  const text = (name: "stateMachine" | "testCase" | "state") => {
    const place = rule.member(name);
    return place.value === undefined ? {} : { [name]: place.string(TEXT, notEmpty) };
  };
  const attempts = rule.member("attempts");
  return {
    ...text("stateMachine"),
    ...text("testCase"),
    ...text("state"),
    ...(attempts.value !== undefined && {
      attempts: attempts.string(ATTEMPTS_ALLOWED, (given) => parseAttempts(given) !== undefined),
    }),
    fault: readFault(rule.member("fault")),
  };
}

function readTestCase(testCase: PlanValue): TestCase {
  testCase.object("an object with stateMachine and name", ["stateMachine", "name"]);
  return {
    stateMachine: testCase.member("stateMachine").string(TEXT, notEmpty),
    name: testCase.member("name").string(TEXT, notEmpty),
  };
}

/** The members of each kind of fault, and how each is read. */
const FAULTS: { [Kind in Fault["kind"]]: { members: string[]; read(fault: PlanValue): Fault } } = {
  error: {
    members: ["error", "cause"],
    read(fault) {
      const cause = fault.member("cause");
      return {
        kind: "error",
        error: fault.member("error").string(TEXT, notEmpty),
        ...(cause.value !== undefined && { cause: cause.string("a string") }),
      };
    },
  },
  result: {
    members: ["output"],
    read(fault) {
      const output = fault.member("output");
      if (output.value === undefined) throw output.error("any JSON value");
      return { kind: "result", output: output.value as Json };
    },
  },
  delay: {
    members: ["seconds"],
    read(fault) {
      const seconds = fault.member("seconds");
      if (!(typeof seconds.value === "number" && seconds.value >= 0 && Number.isFinite(seconds.value))) {
        throw seconds.error("a number of seconds from 0");
      }
      return { kind: "delay", seconds: seconds.value };
    },
  },
  crash: {
    members: ["when"],
    read: (fault) => ({ kind: "crash", when: fault.member("when").oneOf(FUNCTION_CRASHES) }),
  },
  refusal: { members: [], read: () => ({ kind: "refusal" }) },
};

function readFault(fault: PlanValue): Fault {
  fault.object("a fault: an object with a kind");
  const kind = fault.member("kind").oneOf(Object.keys(FAULTS) as Fault["kind"][]);
  const { members, read } = FAULTS[kind];
  fault.object("a fault", ["kind", ...members]);
  return read(fault);
}
