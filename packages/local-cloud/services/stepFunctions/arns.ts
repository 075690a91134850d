import { errors } from "./errors";

// White space, brackets, wildcards, special characters, control characters and lone surrogates.
const FORBIDDEN = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}\ufffe\uffff]|\p{Surrogate}/u;

/** The region and account of one local cloud. */
export interface Place {
  region: string;
  accountId: string;
}

export interface StateMachineArn {
  /** Without a version or an alias. */
  machine: string;
  name: string;
  /** The number of a version or the name of an alias. */
  qualifier?: string;
}

export interface ExecutionArn {
  express: boolean;
  machineName: string;
}

export const stateMachineArn = (place: Place, name: string) => arnOf(place, `stateMachine:${name}`);
export const activityArn = (place: Place, name: string) => arnOf(place, `activity:${name}`);
export const executionArn = (place: Place, machine: string, name: string) =>
  arnOf(place, `execution:${machine}:${name}`);
/** Two executions of an Express state machine may share a name: the last part distinguishes them. */
export const expressArn = (place: Place, machine: string, name: string, id: string) =>
  arnOf(place, `express:${machine}:${name}:${id}`);

/**
 * Throws `InvalidName` for a name that a state machine, an execution or an activity cannot have
 * ({@link https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html}).
 */
export function checkName(name: string): void {
  if (FORBIDDEN.test(name)) throw errors.invalidName(name);
}

/** Throws `InvalidArn` unless `arn` is a state machine's, a version's or an alias's. */
export function parseStateMachineArn(arn: string): StateMachineArn {
  const parts = parseArn(arn, ["stateMachine"]);
  const [, name, qualifier] = parts.resource;
  if (!name || parts.resource.length > 3 || qualifier === "") throw errors.invalidArn(`Invalid ARN: ${arn}`);
  return { machine: `${parts.prefix}:stateMachine:${name}`, name, qualifier };
}

/**
 * Splits off the test case that StartExecution may name, as in Step Functions Local: `stateMachineArn#TestCase`
 * ({@link https://docs.aws.amazon.com/step-functions/latest/dg/sfn-local-test-sm-exec.html}).
 */
export function splitTestCase(arn: string): { stateMachineArn: string; testCase?: string } {
  const at = arn.indexOf("#");
  if (at < 0) return { stateMachineArn: arn };
  return { stateMachineArn: arn.slice(0, at), testCase: arn.slice(at + 1) };
}

export const withoutTestCase = (arn: string): string => splitTestCase(arn).stateMachineArn;

/** Throws `InvalidArn` unless `arn` is an execution's. */
function parseExecutionArn(arn: string): ExecutionArn {
  const { resource } = parseArn(arn, ["execution", "express"]);
  const express = resource[0] === "express";
  const machineName = resource[1];
  if (!machineName || resource.length !== (express ? 4 : 3)) throw errors.invalidArn(`Invalid ARN: ${arn}`);
  return { express, machineName };
}

/** Throws `InvalidArn` unless `arn` is a Standard execution's: the API does not support others. */
export function requireStandardExecution(arn: string): void {
  if (parseExecutionArn(arn).express) throw notValidHere("express");
}

/** Throws `InvalidArn` unless `arn` is an activity's. */
export function parseActivityArn(arn: string): string {
  const { resource } = parseArn(arn, ["activity"]);
  if (resource.length !== 2 || !resource[1]) throw errors.invalidArn(`Invalid ARN: ${arn}`);
  return arn;
}

const arnOf = (place: Place, resource: string) =>
  `arn:aws:states:${place.region}:${place.accountId}:${resource}`;

const notValidHere = (type: string) => errors.invalidArn(`Resource type not valid in this context: ${type}`);

function parseArn(arn: string, types: string[]): { prefix: string; resource: string[] } {
  const [scheme, partition, service, region, account, ...resource] = arn.split(":");
  if (scheme !== "arn" || !partition) throw errors.invalidArn(`Invalid ARN prefix: ${arn}`);
  if (service !== "states" || !region || !account) throw errors.invalidArn(`Invalid ARN: ${arn}`);
  if (!types.includes(resource[0] ?? "")) throw notValidHere(resource[0] ?? "");
  return { prefix: [scheme, partition, service, region, account].join(":"), resource };
}
