import { inTurn, median, medianRatio, ratePerSecond } from "../measure";
import { CASES } from "./cases";
import { floorOf, ours, peer } from "./runners";

/** Executions a second of one case, medians. */
export interface EngineRow {
  name: string;
  ours: number;
  peer?: number;
  /** Our rate divided by the peer's: the median of the rounds' ratios. */
  ratio?: number;
  /** The plain function. */
  floor: number;
  notByPeer?: string;
}

const ROUNDS = 7;
const MILLISECONDS = 300;

/** Measures our engine, the peer and the plain function in turn, case by case. */
export async function measureEngine(): Promise<EngineRow[]> {
  const rows: EngineRow[] = [];
  for (const each of CASES) {
    const runners = { ours: ours(each), floor: floorOf(each), ...(!each.notByPeer && { peer: peer(each) }) };
    const rates: Record<string, number[]> = await inTurn(
      ROUNDS,
      Object.fromEntries(
        Object.entries(runners).map(([name, run]) => [name, () => ratePerSecond(run, MILLISECONDS)]),
      ),
    );
    rows.push({
      name: each.name,
      ours: median(rates.ours!),
      floor: median(rates.floor!),
      ...(rates.peer && { peer: median(rates.peer), ratio: medianRatio(rates.ours!, rates.peer) }),
      ...(each.notByPeer && { notByPeer: each.notByPeer }),
    });
  }
  return rows;
}
