import { memoryOfTree } from "../processTree";

const EVERY_MS = 100;

/** Watches the memory of a process and its descendants: `end` stops watching and returns the peak in MB. */
export function peakMemory(pid: number): { end(): number } {
  let peak = 0;
  const look = () => {
    const now = memoryOfTree(pid, () => false).reduce((sum, { pssMB }) => sum + pssMB, 0);
    peak = Math.max(peak, now);
  };
  const interval = setInterval(look, EVERY_MS);
  return {
    end() {
      clearInterval(interval);
      return peak;
    },
  };
}
