/** `sarcelle watch`: follows what was started before, by whomever. */
import { stepFunctions, sts } from "../../src/aws/clients.ts";
import { readRegistration } from "../../src/aws/environment-store.ts";
import { executionArnOf, executionEnd } from "../../src/aws/execution.ts";
import { readLock } from "../../src/aws/journal-store.ts";
import { rollbackExecution } from "../../src/changes/journal.ts";
import type { Asking } from "../options.ts";
import { printAnswer } from "../output.ts";
import { locate, type Stack } from "../stack.ts";
import { UsageError } from "../usage-error.ts";
import { followToTheEnd } from "./follow-to-the-end.ts";
import type { Followed } from "./follow-unless-left.ts";

/** The execution of that name, in any machine; undefined if there is none. */
const found = async (stack: Stack, environment: string, name: string): Promise<Followed | undefined> => {
  const client = stepFunctions();
  for (const [machine, action] of [
    [stack.blueGreenMachine, "deployment"],
    [stack.rollingUpdateMachine, "deployment"],
    [stack.rollbackMachine, "rollback"],
  ] as const)
    if ((await executionEnd(client, machine, name)) !== undefined)
      return { environment, action, executionArn: executionArnOf(machine, name) };
  return undefined;
};

/** Follows it to its end; answers the exit code. Throws `UsageError` if there is no execution of that name, `UnknownEnvironment`. */
export const watch = async (environment: string, deployment: string | undefined, options: Asking): Promise<number> => {
  const stack = await locate(sts(), options.stack);
  await readRegistration(stack.table, environment);
  const open = await readLock(stack.table, environment);
  // A rollback runs in the deployment's own execution, or in one of its own.
  const name = deployment ?? (open && (rollbackExecution(open.owner) ?? open.deployment.id));
  if (name === undefined) {
    const says = `No deployment of '${environment}' runs; 'sarcelle history ${environment}' lists those that ended.`;
    printAnswer(options, null, () => says);
    return 0;
  }
  const followed = await found(stack, environment, name);
  if (followed === undefined)
    throw new UsageError(
      `There is no execution '${name}' in ${options.stack}: Step Functions keeps them for 90 days. 'sarcelle history ${environment}' lists the deployments.`,
    );
  return followToTheEnd(followed, options);
};
