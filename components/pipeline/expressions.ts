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

/** How much of a block's cause is repeated. Escaped, it must fit into the 32,768 characters of an execution's cause. */
const MAX_CAUSE = 5_000;
/** AWS cuts a cause off here: what is as long may be incomplete JSON. */
const CUT_CAUSE = 32_768;

/**
 * `{error, cause}` of a pipeline that failed in `block`: the error is the block's own, the cause a JSON text with the block's
 * name, its error and cause, and the inner execution.
 *
 * @param execution an expression for what is known of the inner execution, of the shape of `DescribeExecution`
 */
export const failureOf = (block: string, execution: string) => `(
  $execution := ${execution};
  $error := $exists($execution.Error) ? $substring($execution.Error, 0, 256)
    : $execution.Status = 'TIMED_OUT' ? 'States.Timeout' : 'States.TaskFailed';
  {
    'error': $error,
    'cause': $string({
      'block': '${block}',
      'error': $error,
      'cause': $substring($execution.Cause, 0, ${MAX_CAUSE}),
      'execution': $execution.ExecutionArn
    })
  }
)`;

/**
 * The failure that a Catch of the Task for a block finds: its cause describes the inner execution, if there is one, with its
 * input and all that it failed with, and is left out except for what is needed.
 */
export const caughtFailure = (block: string): string =>
  expression(`(
  $caught := $states.errorOutput;
  $cause := $type($caught.Cause) = 'string' ? $caught.Cause : '';
  $isExecution := $caught.Error = 'States.TaskFailed' and $contains($cause, /^\\{/) and $contains($cause, /\\}$/)
    and $length($cause) != ${CUT_CAUSE};
  $not($exists($states.input.Output.input)) ? {
    'error': 'Pipeline.InvalidInput',
    'cause': 'expected {"Output": {"input": X}}, given ' & ${shapeOf("$states.input")}
  } : ${failureOf(block, "($isExecution ? $parse($cause) : $caught)")}
)`);
