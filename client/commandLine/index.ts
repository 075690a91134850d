/** The command line `workflows`, which both packages have, and how it finds what runs on this machine. */
export { reasonOf } from "./ended";
export { LocalPlace } from "./localPlace";
export { PURPOSES } from "./packages";
export { announce, programOf, type RunningStack, stackAt } from "./runningStacks";
export { runWorkflows, workflowsProgram } from "./runWorkflows";
