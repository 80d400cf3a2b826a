import { sts } from "../src/aws/clients.ts";
import { registrations } from "../src/aws/environment-store.ts";
import { UnknownEnvironment } from "../src/errors.ts";
import { whichThereAre } from "./nearest.ts";
import { locate } from "./stack.ts";

/** The same error, with the nearest of the registered names, or all; as it is where they cannot be asked for. */
export const withNames = async (
  error: UnknownEnvironment,
  typed: readonly string[],
  stack: string,
): Promise<UnknownEnvironment> => {
  try {
    const names = (await registrations((await locate(sts(), stack)).table)).map(({ name }) => name);
    const unknown = typed.find((each) => !names.includes(each));
    if (unknown === undefined) return error;
    return new UnknownEnvironment(`${error.message} ${whichThereAre(unknown, names)}`, { cause: error });
  } catch {
    // What is wrong was found before: that is told, with or without the names.
    return error;
  }
};
