import type { TimelineRow } from "../../api";

/** Where moments are on a timeline: 0 at its start, 1 at its end. */
export interface TimeScale {
  start: number;
  end: number;
  position(time: number): number;
  /** What the clock skipped and the timeline shortens. */
  breaks: { from: number; to: number }[];
}

/** The part of the width that all shortened stretches take together, at most, and each. */
const BREAKS_SHARE = 0.4;
const BREAK_SHARE = 0.06;

/**
 * @param shorten whether stretches of time that the clock skipped are drawn short, whatever their length; the rest is to scale
 */
export function timeScale(
  rows: readonly TimelineRow[],
  start: number,
  end: number,
  shorten: boolean,
): TimeScale {
  const last = Math.max(end, start + 1, ...rows.map((row) => row.endedAt ?? row.startedAt));
  const breaks = shorten ? skippedStretches(rows, start, last) : [];
  const skipped = breaks.reduce((sum, { from, to }) => sum + to - from, 0);
  const passed = last - start - skipped;
  const share = breaks.length === 0 ? 0 : Math.min(BREAK_SHARE, BREAKS_SHARE / breaks.length);
  const rest = passed > 0 ? 1 - share * breaks.length : 0;
  const shareOfBreak = passed > 0 ? share : 1 / Math.max(1, breaks.length);
  return {
    start,
    end: last,
    breaks,
    position(time) {
      const moment = Math.min(last, Math.max(start, time));
      let position = 0;
      let to = start;
      for (const each of breaks) {
        if (moment <= each.from) break;
        if (passed > 0) position += (rest * (each.from - to)) / passed;
        position += (shareOfBreak * (Math.min(moment, each.to) - each.from)) / (each.to - each.from);
        to = Math.min(moment, each.to);
      }
      return passed > 0 ? position + (rest * (moment - to)) / passed : position;
    },
  };
}

/** A clock that skips jumps to the moment at which something is due, so that what a state skipped is the end of its time. */
function skippedStretches(
  rows: readonly TimelineRow[],
  start: number,
  end: number,
): { from: number; to: number }[] {
  const stretches = rows
    .filter(({ skipped = 0 }) => skipped > 0)
    .map((row) => {
      const to = Math.min(end, row.endedAt ?? end);
      return { from: Math.max(start, row.startedAt, to - row.skipped!), to };
    })
    .filter(({ from, to }) => to > from)
    .sort((a, b) => a.from - b.from);
  const merged: { from: number; to: number }[] = [];
  for (const each of stretches) {
    const before = merged.at(-1);
    if (before && each.from <= before.to) before.to = Math.max(before.to, each.to);
    else merged.push({ ...each });
  }
  return merged;
}

const STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 15_000, 30_000, 60_000];
const LONG_STEPS = [2, 5, 10, 15, 30, 60, 120, 360, 720, 1440, 2880, 10_080].map(
  (minutes) => minutes * 60_000,
);

/** Moments worth a mark: round distances from the start, never closer than `least` of the width. */
export function ticks(scale: TimeScale, least = 0.09): number[] {
  const length = scale.end - scale.start;
  const skipped = scale.breaks.reduce((sum, { from, to }) => sum + to - from, 0);
  const step =
    [...STEPS, ...LONG_STEPS].find((each) => each / Math.max(1, length - skipped) >= least) ?? length;
  const marks: number[] = [];
  let position = -1;
  // Of a long stretch that is shortened only the end is marked.
  const moments = [scale.start, ...scale.breaks.map(({ to }) => to)];
  for (const [index, moment] of moments.entries()) {
    const end = scale.breaks[index]?.from ?? scale.end;
    for (let time = moment; time <= end; time += step) {
      const at = scale.position(time);
      if (at - position < least) continue;
      marks.push(time);
      position = at;
    }
  }
  return marks;
}
