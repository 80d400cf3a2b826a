/** An environment's file, before it is registered. */
import { type AnyEnvironment, parseRegistration } from "../src/deployment/environment.ts";
import { refuseEndless } from "../src/deployment/how-long.ts";
import { readDocument } from "./document.ts";
import { print, printJson } from "./output.ts";

/** The registration in a file. Throws `InvalidInput` that names every wrong field, `UsageError` if the file cannot be read. */
export const registrationIn = (file: string): AnyEnvironment => {
  const environment = parseRegistration(readDocument(file), file);
  if (environment.sides === 2) refuseEndless(environment);
  return environment;
};

/** `sarcelle env check`: with `json` the registration with every default in it. Throws as `registrationIn` does. */
export const checkRegistration = async (file: string, { json }: { readonly json: boolean }): Promise<number> => {
  const environment = registrationIn(file);
  if (json) printJson(environment);
  else print(`${file} can be registered as '${environment.name}'. Next: sarcelle env apply ${file}`);
  return 0;
};
