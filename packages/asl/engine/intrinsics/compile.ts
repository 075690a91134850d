import { type IntrinsicArgument, type IntrinsicCall, unescapeText } from "../../intrinsics/parse";
import { InvalidPath } from "../../jsonpath/errors";
import { intrinsicFailure, runtimeFailure, type StateFailure } from "../errors";
import { type Path, pathOf } from "../paths/path";
import type { Scope } from "../query/scope";
import type { Json } from "../types";
import { INTRINSICS } from "./functions";

/** Compiles a call of an intrinsic function. */
export function compileIntrinsic(call: IntrinsicCall): (scope: Scope) => Json {
  const evaluate = compileCall(call);
  return (scope) => {
    try {
      return evaluate(scope);
    } catch (error) {
      throw callFailure(call.text, error);
    }
  };
}

function compileNode(node: IntrinsicArgument): (scope: Scope) => Json {
  switch (node.kind) {
    case "value":
      return () => node.value;
    case "text": {
      const text = unescapeText(node.raw);
      return () => text;
    }
    case "path":
      return compileArgumentPath(pathOf(node.text, node.path));
    case "call":
      return compileCall(node);
  }
}

function compileArgumentPath(path: Path): (scope: Scope) => Json {
  return (scope) => {
    try {
      return path(scope);
    } catch (error) {
      if (!(error instanceof InvalidPath)) throw error;
      throw new InvalidPath(
        `The JsonPath argument for the field '${path.text}' could not be found in the input '${JSON.stringify(scope.input)}'`,
      );
    }
  };
}

function compileCall(call: IntrinsicCall): (scope: Scope) => Json {
  const intrinsic = INTRINSICS[call.name];
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
  return error instanceof InvalidPath ? runtimeFailure(cause) : intrinsicFailure(cause);
}
