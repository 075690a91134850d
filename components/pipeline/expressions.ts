/** A JSONata expression between `{%` and `%}`, on one line. */
export const expression = (jsonata: string): string => `{% ${jsonata.replace(/\s*\n\s*/g, " ").trim()} %}`;

/** A block's own input; another shape fails with `States.QueryEvaluationError`, whose cause says what was expected. */
export const BLOCK_INPUT = expression(
  `$exists($states.input.input) ? $states.input.input : $error('expected {"input": X}, given ' & ${shapeOf("$states.input")})`,
);

/** A value's shape without its data, which does not belong in an error. */
function shapeOf(value: string): string {
  return `($type(${value}) = 'object' ? 'an object with the keys ' & $string($append([], $keys(${value}))) : $type(${value}))`;
}

/**
 * `{error, cause}` of a pipeline that failed in `block`: the error is the block's own, the cause a JSON text with the block's
 * name, its error and cause, and the inner execution. The input is the output of a Catch, `{block, input, caught}`, where a failed
 * inner execution is described by the cause; or `{block, execution}` with the result of `StartSyncExecution`.
 */
export const NAMED_FAILURE = expression(`(
  $caught := $states.input.caught;
  $execution := $exists($states.input.execution) ? $states.input.execution
    : $caught.Error = 'States.TaskFailed' and $substring($caught.Cause, 0, 1) = '{' ? $parse($caught.Cause)
    : $caught;
  $error := $exists($execution.Error) ? $execution.Error
    : $execution.Status = 'TIMED_OUT' ? 'States.Timeout' : 'States.TaskFailed';
  $exists($caught) and $not($exists($states.input.input.Output.input)) ? {
    'error': 'Pipeline.InvalidInput',
    'cause': 'expected {"Output": {"input": X}}, given ' & ${shapeOf("$states.input.input")}
  } : {
    'error': $error,
    'cause': $string({
      'block': $states.input.block,
      'error': $error,
      'cause': $execution.Cause,
      'execution': $execution.ExecutionArn
    })
  }
)`);
