/** What stands between `{%` and `%}`, on one line. */
export const expression = (jsonata: string): string => `{% ${jsonata.replace(/\s*\n\s*/g, " ").trim()} %}`;

/** A block's own input; another shape fails with `States.QueryEvaluationError`, whose cause says what was expected. */
export const BLOCK_INPUT = expression(
  `$exists($states.input.input) ? $states.input.input : $error('expected {"input": X}, given ' & ${shapeOf("$states.input")})`,
);

/** A value's shape without its data, which does not belong into an error. */
function shapeOf(value: string): string {
  return `($type(${value}) = 'object' ? 'an object with the keys ' & $string($append([], $keys(${value}))) : $type(${value}))`;
}

/**
 * An expression that gives `{error, cause}` of the pipeline's failure in one of its blocks: the error is the block's own, the
 * cause a JSON text with `block`, `error` and `cause`.
 *
 * `caught`: in a Catch, where `$states.input` is the pipeline's data; a failed inner execution is described by the cause.
 * `answer`: in a Choice, whose input is what `StartSyncExecution` answered.
 */
export function failureOf(block: string, where: "caught" | "answer"): string {
  const failure = `{
    'error': $error,
    'cause': $string({'block': '${block}', 'error': $error, 'cause': $execution.Cause, 'execution': $execution.ExecutionArn})
  }`;
  const named = `$error := $execution.Error ? $execution.Error
    : $execution.Status = 'TIMED_OUT' ? 'States.Timeout' : 'States.TaskFailed'; ${failure}`;
  if (where === "answer") return expression(`($execution := $states.input; ${named})`);
  return expression(`(
    $caught := $states.errorOutput;
    $execution := $caught.Error = 'States.TaskFailed' and $substring($caught.Cause, 0, 1) = '{'
      ? $parse($caught.Cause) : $caught;
    $exists($states.input.Output.input) ? (${named}) : {
      'error': 'Pipeline.InvalidInput',
      'cause': 'expected {"Output": {"input": X}}, given ' & ${shapeOf("$states.input")}
    }
  )`);
}
