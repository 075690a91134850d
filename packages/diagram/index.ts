/** Drawings of state machines: what is connected with what, where each part is on a page, and the page as SVG. */
export type { Drawing, DrawnEdge, DrawnLabel, DrawnNode, Point } from "./drawing";
export {
  type Graph,
  type GraphEdge,
  type GraphNode,
  graphOf,
  type Transition,
  transitionsOf,
} from "./graph";
export { draw } from "./layout";
export { pathOf } from "./shapes";
export { svg } from "./svg";
