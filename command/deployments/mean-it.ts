/** Before production is touched, whoever sits at the keyboard says by name what is meant: a command is easily recalled for another environment. */
import type { AnyEnvironment } from "../../src/deployment/environment.ts";
import type { Confirmed } from "../options.ts";
import { bold, print, red } from "../output.ts";
import type { Person } from "../terminal.ts";

/** Whether users live on the stage, by the names that teams give such. */
export const hasUsers = (stage: string): boolean => /^(live|prod|production)$/i.test(stage);

/** The questions are loaded only where one is asked. */
const whoIsThere = async (said: Confirmed) => (await import("../terminal.ts")).personHere(said);

/** Asks a person to type the environment's name. Throws `UsageError` where he has second thoughts. */
const askForName = async ({ name, stage }: AnyEnvironment, action: string, person: Person): Promise<void> => {
  print(`${action} of ${name}`, bold);
  print(`Its stage is ${stage}: users are there.`, red);
  await person.write(`Type '${name}' to go on:`, "", (answer) =>
    answer.trim() === name ? undefined : `Expected ${name}. Ctrl-C gives up: nothing is changed.`,
  );
};

/**
 * Has the person at a terminal, if there is one, confirm an action on a live environment; `--yes` was that already. A rollback is never asked about:
 * it is the way back to safety.
 */
export const meanIt = async (
  environment: AnyEnvironment,
  action: string,
  said: Confirmed,
  there: (said: Confirmed) => Promise<Person | undefined> = whoIsThere,
): Promise<void> => {
  if (said.yes || !hasUsers(environment.stage)) return;
  const person = await there(said);
  if (person !== undefined) await askForName(environment, action, person);
};
