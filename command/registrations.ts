/** The registered environments: `sarcelle env`. Each answers the exit code. */
import { requireAccount } from "../src/aws/account.ts";
import { autoScaling, sts } from "../src/aws/clients.ts";
import { readEnvironmentAndLock } from "../src/aws/environment-and-lock.ts";
import {
  deleteEnvironment,
  readRegistration,
  registeredEnvironments,
  registrations,
  writeEnvironment,
} from "../src/aws/environment-store.ts";
import { requireFree } from "../src/aws/journal-store.ts";
import { standsInWords } from "../src/deployment/hold.ts";
import { serviceOf } from "../src/deployment/service.ts";
import { refuseSharedPorts } from "../src/deployment/shared-ports.ts";
import { isMarked } from "../src/deployment/upgrade/ownership.ts";
import { describeGroup } from "../src/resources/describe-group.ts";
import { tagsOf } from "../src/resources/described/tags.ts";
import type { Asking } from "./options.ts";
import { printAnswer } from "./output.ts";
import { registrationIn } from "./registration-file.ts";
import { locate } from "./stack.ts";
import { UsageError } from "./usage-error.ts";

/** `sarcelle env apply`: throws `InvalidInput` that names every wrong field, `UsageError` if the file cannot be read, `WrongAccount`. */
export const applyRegistration = async (file: string, options: Asking): Promise<number> => {
  const environment = registrationIn(file);
  const stack = await locate(sts(), options.stack);
  requireAccount(stack, environment);
  refuseSharedPorts(environment, await registeredEnvironments(stack.table));
  await writeEnvironment(stack.table, environment);
  const next = environment.sides === 1 ? "rolling-update --release FILE" : "upgrade";
  printAnswer(
    options,
    environment,
    () => `Environment '${environment.name}' is registered. Next: sarcelle plan ${environment.name} ${next}`,
  );
  return 0;
};

/** `sarcelle env list`: the names, one a line. */
export const listRegistrations = async (options: Asking): Promise<number> => {
  const names = (await registrations((await locate(sts(), options.stack)).table)).map(({ name }) => name);
  printAnswer(options, names, () =>
    names.length === 0
      ? "No environment is registered. Next: sarcelle init, or sarcelle env apply FILE"
      : names.join("\n"),
  );
  return 0;
};

/** `sarcelle env show`: one registration as JSON, with the service that it is of. Throws `UnknownEnvironment`. */
export const showRegistration = async (environment: string, options: Asking): Promise<number> => {
  const registration = await readRegistration((await locate(sts(), options.stack)).table, environment);
  const shown = { ...registration, service: serviceOf(registration) };
  // A registration is written as JSON or YAML: people read it so too.
  printAnswer(options, shown, () => JSON.stringify(shown, null, 2));
  return 0;
};

/**
 * `sarcelle env remove`: the registration goes; what serves, and the history, stay. Throws `EnvironmentBusy` while a deployment runs, and
 * `UsageError` while a side is held, which nobody would end then, and for what is blue-green, unless that is to be left as it is.
 */
export const removeRegistration = async (
  name: string,
  { leaveTwin, ...options }: Asking & { readonly leaveTwin: boolean },
): Promise<number> => {
  const { table } = await locate(sts(), options.stack);
  const { environment, lock } = await readEnvironmentAndLock(table, name);
  requireFree(name, lock);
  if (lock.holds.length > 0)
    throw new UsageError(
      `${lock.holds.map(standsInWords).join(" ")} Remove '${name}' once that is over. Nothing was changed.`,
    );
  const group = await describeGroup(autoScaling(), environment.group);
  const isBlueGreen = group !== undefined && isMarked(tagsOf(group.Tags), name);
  if (isBlueGreen && !leaveTwin)
    throw new UsageError(
      `Environment '${name}' is blue-green: its twin would belong to nobody. Nothing was changed. If its upgrade was the last deployment, undo that first ('sarcelle rollback ${name}'); or leave what it made as it is: --leave-twin.`,
    );
  await deleteEnvironment(table, name);
  const left = isBlueGreen ? [`tagged sarcelle:environment=${name}`] : [];
  printAnswer(options, { removed: name, left }, () =>
    [
      `Environment '${name}' is registered no more. Its history stays.`,
      ...left.map((each) => `Left as it is: what is ${each}.`),
    ].join(" "),
  );
  return 0;
};
