export { CALL_FAULTS, type CallFault, isPermanent as isLasting } from "./callFault";
export { CallFaults, type FaultyCall, type InjectedFault } from "./callFaults";
export { type Attempt, Faults, type TaskMock } from "./faults";
export { taskFaults } from "./faultyTasks";
export { takeCrash } from "./functionCrash";
export { type Fault, type FaultPlan, FaultPlanError, type FaultRule, type TestCase } from "./plan";
export { readPlanFile, readPlanText } from "./planFile";
