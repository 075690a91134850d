import { changesSection } from "./changes";
import { type Comparison, costSection } from "./cost";
import { definitionsSection } from "./definitions";
import type { PreviewDocument } from "./document";
import { rolesSection } from "./roles";
import type { Snapshot } from "./snapshot";
import { treeSection } from "./tree";

/** The whole report on a stack: what it is or, against an earlier evaluation, also what changes. */
export function previewOf(now: Snapshot, { before, runs }: Comparison = {}): PreviewDocument {
  return {
    title: `Preview of stack ${now.stack} of ${now.project}`,
    sections: [
      ...(before ? [changesSection(before, now)] : []),
      treeSection(now),
      rolesSection(now, before),
      definitionsSection(now, before),
      costSection(now, { before, runs }),
    ],
  };
}
