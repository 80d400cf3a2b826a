/** `sarcelle console`: the page, until Ctrl-C. */
import { startConsole } from "../console/server/start.ts";
import { sts } from "../src/aws/clients.ts";
import { readRegistration } from "../src/aws/environment-store.ts";
import { textDocument } from "./formats/document.ts";
import { portTyped } from "./port.ts";
import { runToTheEnd } from "./run-to-the-end.ts";
import { locate } from "./stack.ts";

interface Opened {
  readonly port: string;
  readonly readOnly: boolean;
  readonly stack: string;
}

/** Serves the page until a signal; throws `UnknownEnvironment`, and `UsageError` for a port that is none or is taken, before that. */
export const openConsole = async (environment: string | undefined, options: Opened): Promise<never> => {
  const port = portTyped(options.port);
  if (environment !== undefined) await readRegistration((await locate(sts(), options.stack)).table, environment);
  const server = await startConsole({ stack: options.stack, port, readOnly: options.readOnly });
  const main = async (endWith: (end: () => Promise<void>) => void): Promise<number> => {
    endWith(server.stop);
    process.stdout.write(
      textDocument(
        `The console is up${options.readOnly ? ", to look only" : ""}: ${server.address(environment === undefined ? "/" : `/${environment}`)}\nWhoever has this address acts as you do; it is for this machine alone. Ctrl-C ends it.`,
      ),
    );
    return new Promise<never>(() => {});
  };
  runToTheEnd(
    main,
    () => {},
    () => 0,
  );
  return new Promise<never>(() => {});
};
