import { sts } from "../../src/aws/clients.ts";
import { readRegistration, registeredEnvironments } from "../../src/aws/environment-store.ts";
import { deploymentInput, type Needs } from "../deployments/input.ts";
import { startAsked } from "../deployments/start.ts";
import type { Confirmed, Starting } from "../options.ts";
import { print, printAnswer } from "../output.ts";
import { locate } from "../stack.ts";
import { releaseInWords } from "./asked.ts";
import { differencesText, differencesTo, isServing } from "./difference.ts";
import { requireSameService, servingRelease } from "./named.ts";
import { servingIn } from "./serving.ts";

/**
 * `sarcelle promote`: releases in one environment what serves in another of the same service; by a rolling update, where there is one side. Nothing
 * is started where it serves already. Answers the exit code; throws as `servingRelease` does, and `UsageError` for another service.
 */
export const promote = async (
  name: string,
  { from, ...options }: { readonly from: string } & Starting & Confirmed & Needs,
): Promise<number> => {
  const stack = await locate(sts(), options.stack);
  const environment = await readRegistration(stack.table, name);
  const source = await readRegistration(stack.table, from);
  requireSameService(environment, source, await registeredEnvironments(stack.table));
  const incoming = await servingRelease(stack.table, source);
  const now = await servingIn(stack.table, environment);
  const differences = differencesTo(now, incoming.release);
  if (options.output === "text") print(`${releaseInWords(incoming)}\n\n${differencesText(differences)}\n`);
  if (isServing(now, incoming.release)) {
    printAnswer(options, { execution: null, differences }, () => `It serves in ${name} already: nothing was started.`);
    return 0;
  }
  const action = environment.sides === 1 ? "rolling-update" : "release";
  return startAsked({ input: deploymentInput(action, name, options, incoming.release), stack, environment }, options);
};
