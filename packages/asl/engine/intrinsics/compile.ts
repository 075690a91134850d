import { intrinsicFailure, runtimeFailure, type StateFailure } from "../errors";
import { type Path, PathNotFound } from "../paths/path";
import type { Scope } from "../query/scope";
import type { Json } from "../types";
import { INTRINSICS } from "./functions";
import { type Node, parseIntrinsic, unescapeText } from "./parse";

/** Compiles a call of an intrinsic function. Throws an `Error` if it is malformed or unknown. */
export function compileIntrinsic(text: string): (scope: Scope) => Json {
  const evaluate = compileNode(parseIntrinsic(text));
  return (scope) => {
    try {
      return evaluate(scope);
    } catch (error) {
      throw callFailure(text, error);
    }
  };
}

function compileNode(node: Node): (scope: Scope) => Json {
  switch (node.kind) {
    case "value":
      return () => node.value;
    case "text": {
      const text = unescapeText(node.raw);
      return () => text;
    }
    case "path":
      return compileArgumentPath(node.path);
    case "call":
      return compileCall(node);
  }
}

function compileArgumentPath(path: Path): (scope: Scope) => Json {
  return (scope) => {
    try {
      return path(scope);
    } catch (error) {
      if (!(error instanceof PathNotFound)) throw error;
      throw new PathNotFound(
        `The JsonPath argument for the field '${path.text}' could not be found in the input '${JSON.stringify(scope.input)}'`,
      );
    }
  };
}

function compileCall(call: Node & { kind: "call" }): (scope: Scope) => Json {
  const intrinsic = Object.hasOwn(INTRINSICS, call.name) ? INTRINSICS[call.name] : undefined;
  if (!intrinsic) throw new Error(`There is no intrinsic function ${call.name}`);
  const [least, most] = intrinsic.arity;
  if (call.args.length < least || call.args.length > most) {
    throw new Error(`${call.name} takes ${least === most ? least : `${least} to ${most}`} arguments`);
  }
  const args = call.args.map((arg, index) =>
    intrinsic.rawTemplate && index === 0 && arg.kind === "text" ? () => arg.raw : compileNode(arg),
  );
  return (scope) =>
    intrinsic.call(
      args.map((arg) => arg(scope)),
      scope.sources,
    );
}

/** AWS names the whole expression, not the inner call that failed. */
function callFailure(text: string, error: unknown): StateFailure {
  const message = error instanceof Error ? error.message : String(error);
  const cause = `The function '${text}' had the following error: ${message}`;
  return error instanceof PathNotFound ? runtimeFailure(cause) : intrinsicFailure(cause);
}
