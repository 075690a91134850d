/** Pixels, at the drawing's own size. */

/** The circle of a start or an end. */
export const MARKER = 16;

export const FONT = {
  name: { fontSize: 13, width: 180, most: 3 },
  type: { fontSize: 10, height: 14 },
  label: { fontSize: 11, width: 190, most: 3 },
} as const;

export const STATE = {
  /** The least. */
  width: 120,
  padding: 8,
  /** Blank beside the name, both sides together. */
  side: 28,
  corner: 10,
  /** How far a transition leaves a node toward where it goes: 0 from the middle, 1 from right above it. */
  spread: 0.35,
} as const;

export const GAP = { nodes: 36, edges: 18, ranks: 34, margin: 10, inner: 12, label: 4 };

/** A transition of a state to itself. */
export const LOOP = { width: 16, height: 22, gap: 4 } as const;
