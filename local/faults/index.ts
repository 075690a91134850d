export { type Attempt, Faults } from "./faults";
export { FaultyTasks, type FaultyTasksOptions } from "./faultyTasks";
export { takeCrash } from "./functionCrash";
export { type Fault, type FaultPlan, FaultPlanError, type FaultRule, type TestCase } from "./plan";
export { readPlanFile, readPlanText } from "./planFile";
