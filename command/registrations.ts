/** The registered environments: `sarcelle env`. Each answers the exit code. */
import { requireAccount } from "../src/aws/account.ts";
import { sts } from "../src/aws/clients.ts";
import {
  readRegistration,
  registeredEnvironments,
  registrations,
  writeEnvironment,
} from "../src/aws/environment-store.ts";
import { parseRegistration } from "../src/deployment/environment.ts";
import { refuseEndless } from "../src/deployment/how-long.ts";
import { refuseSharedPorts } from "../src/deployment/shared-ports.ts";
import { readDocument } from "./document.ts";
import type { Asking } from "./options.ts";
import { print, printJson } from "./output.ts";
import { locate } from "./stack.ts";

/** `sarcelle env apply`: throws `InvalidInput` that names every wrong field, `UsageError` if the file cannot be read, `WrongAccount`. */
export const applyRegistration = async (file: string, options: Asking): Promise<number> => {
  const environment = parseRegistration(readDocument(file), file);
  if (environment.sides === 2) refuseEndless(environment);
  const stack = await locate(sts(), options.stack);
  requireAccount(stack, environment);
  refuseSharedPorts(environment, await registeredEnvironments(stack.table));
  await writeEnvironment(stack.table, environment);
  if (options.json) printJson(environment);
  else
    print(
      `Environment '${environment.name}' is registered. Next: sarcelle plan ${environment.name} ${environment.sides === 1 ? "rolling-update --release FILE" : "upgrade"}`,
    );
  return 0;
};

/** `sarcelle env list`: the names, one a line. */
export const listRegistrations = async (options: Asking): Promise<number> => {
  const names = (await registrations((await locate(sts(), options.stack)).table)).map(({ name }) => name);
  if (options.json) printJson(names);
  else print(names.length === 0 ? "No environment is registered; see 'sarcelle env apply'." : names.join("\n"));
  return 0;
};

/** `sarcelle env show`: one registration as JSON. Throws `UnknownEnvironment`. */
export const showRegistration = async (environment: string, options: Asking): Promise<number> => {
  printJson(await readRegistration((await locate(sts(), options.stack)).table, environment));
  return 0;
};
