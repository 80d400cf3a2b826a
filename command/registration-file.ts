/** An environment's file, before it is registered. */
import { systemClock } from "../src/clock.ts";
import { type AnyEnvironment, parseRegistration } from "../src/deployment/environment.ts";
import { freezeWindowsOf } from "../src/deployment/freeze-windows.ts";
import { refuseEndless } from "../src/deployment/how-long.ts";
import { readDocument } from "./document.ts";
import type { DocumentOptions } from "./formats/document.ts";
import { printAnswer } from "./output.ts";

/** The registration in a file. Throws `InvalidInput` that names every wrong field, `UsageError` if the file cannot be read. */
export const registrationIn = (file: string): AnyEnvironment => {
  const environment = parseRegistration(readDocument(file), file);
  if (environment.sides === 2) refuseEndless(environment);
  // Asked only here and before an action: nothing that is begun, and no rollback, hangs on it.
  freezeWindowsOf(environment, systemClock.now());
  return environment;
};

/** `sarcelle env check`: as a document the registration with every default in it. Throws as `registrationIn` does. */
export const checkRegistration = async (file: string, options: DocumentOptions): Promise<number> => {
  const environment = registrationIn(file);
  const says = `${file} can be registered as '${environment.name}'. Next: sarcelle env apply ${file}`;
  printAnswer(options, environment, () => says);
  return 0;
};
