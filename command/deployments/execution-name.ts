import { UsageError } from "../usage-error.ts";

/**
 * What an execution's name may not have in it: spaces, brackets, wildcards, other special characters, control characters.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
const refused = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f\ufffe\uffff]/u;

/** Throws `UsageError` unless Step Functions takes it for the name of an execution. */
export const requireExecutionName = (name: string): void => {
  if (name.length > 80) throw new UsageError(`--name is ${name.length} characters long: expected 80 at most.`);
  const found = name === "" ? "nothing" : refused.exec(name)?.[0];
  if (found !== undefined)
    throw new UsageError(
      `--name '${name}': found ${found === "nothing" ? found : `'${found}'`}; expected letters, digits, '-', '_' and '.', such as web-live-1234.`,
    );
};
