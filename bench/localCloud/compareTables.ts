import * as path from "node:path";
import { inTurn, median, medianRatio } from "../measure";
import { startLocal } from "./local";
import { TableBench } from "./tables";

/**
 * Compares GetItem and PutItem through the port with another checkout of this repository that has its packages installed:
 * `npm --prefix bench run tables -- DIRECTORY`. The two are measured in turn; a ratio is the median of the rounds' ratios.
 */
const ROUNDS = 15;

async function main([directory]: string[]): Promise<void> {
  if (directory === undefined) throw new Error("Usage: npm --prefix bench run tables -- DIRECTORY");
  await using here = await startBench();
  await using there = await startBench(path.resolve(process.env.INIT_CWD ?? ".", directory));
  const rates = await inTurn(
    ROUNDS,
    {
      getHere: () => here.bench.getItem(),
      getThere: () => there.bench.getItem(),
      putHere: () => here.bench.putItem(),
      putThere: () => there.bench.putItem(),
    },
    2,
  );
  report("GetItem", rates.getHere, rates.getThere);
  report("PutItem", rates.putHere, rates.putThere);
}

async function startBench(repository?: string) {
  const { command, endpoint } = await startLocal(repository);
  const bench = new TableBench(endpoint);
  const end = async () => {
    bench.close();
    await command.end();
  };
  try {
    await bench.createTable();
  } catch (error) {
    await end();
    throw error;
  }
  return { bench, [Symbol.asyncDispose]: end };
}

function report(name: string, here: number[], there: number[]): void {
  const ratio = medianRatio(here, there).toFixed(2);
  console.log(`${name}  ${Math.round(median(here))}/s, ${Math.round(median(there))}/s there: ${ratio} ×`);
}

void main(process.argv.slice(2));
