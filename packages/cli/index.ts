/** The command line of the local run: what this repository's own checks, and tests of the whole, use of its commands. */
export { banner } from "./banner";
export { type Diagram, diagramsDocument, diagramsOf } from "./diagrams/diagrams";
export { mermaid } from "./diagrams/mermaid";
export { checkStack } from "./policies/policies";
