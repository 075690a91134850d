import { PolicyPack } from "@pulumi/policy";
import { policies } from "./pack";

new PolicyPack("sfn-workflows", { policies });
