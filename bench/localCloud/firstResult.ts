import { median } from "../measure";
import { Command } from "./command";

/** Milliseconds, medians over fresh processes of `npm start`. */
export interface FirstResultRow {
  /** From the end of the first evaluation; includes the deployment. */
  afterEvaluationMs: number;
  /** From typing the command. */
  afterStartMs: number;
}

const ROUNDS = 5;
/** What `npm start` prints after its first execution. */
const FIRST_RESULT = /first result ([\d.]+) (ms|s) after the evaluation/;

/** How long `npm start` takes until it has the result of its first execution. */
export async function measureFirstResult(): Promise<FirstResultRow> {
  const rows: FirstResultRow[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const begun = performance.now();
    const command = new Command(["start"]);
    const [, value, unit] = await command.prints(FIRST_RESULT);
    const afterStartMs = performance.now() - begun;
    await command.end();
    rows.push({ afterEvaluationMs: Number(value) * (unit === "s" ? 1000 : 1), afterStartMs });
  }
  return {
    afterEvaluationMs: median(rows.map((row) => row.afterEvaluationMs)),
    afterStartMs: median(rows.map((row) => row.afterStartMs)),
  };
}
