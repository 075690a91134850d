import type { Json } from "../../asl/engine";
import {
  ATTEMPTS_ALLOWED,
  type Attempts,
  type Fault,
  type FaultPlan,
  type FaultRule,
  parseAttempts,
} from "./plan";
import type { PlanValue } from "./planValue";

/** A mocked response: what it gives at which attempts. */
interface Response {
  attempts: Attempts;
  fault: Fault;
}

/**
 * Reads the mock configuration file of AWS Step Functions Local
 * ({@link https://docs.aws.amazon.com/step-functions/latest/dg/sfn-local-mock-cfg-file.html}): `StateMachines` with their
 * `TestCases`, and `MockedResponses` with what each attempt is to `Return` or `Throw`. A state that a test case does not
 * name calls its service; an attempt that a response does not cover fails. Throws `FaultPlanError`.
 */
export function readMockFile(file: PlanValue): FaultPlan {
  file.object("an object with StateMachines and MockedResponses", ["StateMachines", "MockedResponses"]);
  const responses = new Map<string, Response[]>();
  const given = file.member("MockedResponses").object("an object of mocked responses by name");
  for (const [name, response] of given) responses.set(name, readResponse(response));
  const plan: Required<FaultPlan> = { rules: [], testCases: [] };
  const machines = file.member("StateMachines").object("an object of state machines by name");
  for (const [stateMachine, machine] of machines) {
    machine.object("an object with TestCases", ["TestCases"]);
    const testCases = machine.member("TestCases").object("an object of test cases by name");
    for (const [name, states] of testCases) {
      plan.testCases.push({ stateMachine, name });
      plan.rules.push(...readTestCase(states, { stateMachine, testCase: name }, responses));
    }
  }
  return plan;
}

function readTestCase(
  states: PlanValue,
  subject: Omit<FaultRule, "fault">,
  responses: Map<string, Response[]>,
): FaultRule[] {
  const mocked = states.object("an object of mocked responses by the names of states");
  return [...mocked].flatMap(([state, place]) => {
    const name = place.string("the name of a mocked response");
    const response = responses.get(name);
    if (response) return rulesOf({ ...subject, state }, name, response);
    throw place.error(`one of MockedResponses: ${[...responses.keys()].join(", ") || "none"}`);
  });
}

/** The last rule is for the attempts that no response covers. */
function rulesOf(subject: Omit<FaultRule, "fault">, name: string, response: Response[]): FaultRule[] {
  const cause = `The mocked response '${name}' of the state '${subject.state}' has nothing for this attempt.`;
  return [
    ...response.map(({ attempts: { first, last }, fault }) => ({
      ...subject,
      attempts: `${first}-${last}`,
      fault,
    })),
    { ...subject, fault: { kind: "error", error: "States.Runtime", cause } },
  ];
}

function readResponse(response: PlanValue): Response[] {
  const read: Response[] = [];
  for (const [key, place] of response.object("an object of responses by attempt")) {
    const attempts = parseAttempts(key);
    if (!attempts) throw response.keyError(key, ATTEMPTS_ALLOWED);
    const other = read.find(
      (each) => each.attempts.first <= attempts.last && attempts.first <= each.attempts.last,
    );
    if (other) {
      const { first, last } = other.attempts;
      throw response.keyError(
        key,
        `attempts that no other key covers, as "${first === last ? first : `${first}-${last}`}" does`,
      );
    }
    read.push({ attempts, fault: readOutcome(place) });
  }
  return read;
}

const OUTCOME = "an object with either Return or Throw";

function readOutcome(outcome: PlanValue): Fault {
  const members = outcome.object(OUTCOME, ["Return", "Throw"]);
  if (members.size !== 1) throw outcome.error(OUTCOME);
  const returned = outcome.member("Return");
  if (returned.value !== undefined) return { kind: "result", output: returned.value as Json };
  const thrown = outcome.member("Throw");
  thrown.object("an object with Error and Cause", ["Error", "Cause"]);
  const cause = thrown.member("Cause");
  return {
    kind: "error",
    error: thrown.member("Error").string("the name of an error", (name) => name !== ""),
    ...(cause.value !== undefined && { cause: cause.string("a string") }),
  };
}
