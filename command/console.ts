/** `sarcelle console`: the page, until Ctrl-C; or one moment of it, in a file. */
import { exportMoment } from "../console/server/moment.ts";
import { startConsole } from "../console/server/start.ts";
import { sts } from "../src/aws/clients.ts";
import { readRegistration } from "../src/aws/environment-store.ts";
import { writeNew } from "./new-file.ts";
import { print } from "./output.ts";
import { portTyped } from "./port.ts";
import { runToTheEnd } from "./run-to-the-end.ts";
import { locate } from "./stack.ts";
import { UsageError } from "./usage-error.ts";

interface Opened {
  readonly port: string;
  readonly readOnly: boolean;
  readonly export: string | undefined;
  readonly stack: string;
}

const exported = async (environment: string | undefined, file: string, stack: string): Promise<number> => {
  if (environment === undefined)
    throw new UsageError(`--export ${file} is of one environment: 'sarcelle console ENVIRONMENT --export ${file}'.`);
  writeNew(file, await exportMoment(stack, environment), "--export");
  print(
    `${file}: '${environment}' as it stands now. It asks nobody for anything, and holds no user data and no secrets.`,
  );
  return 0;
};

/**
 * Serves the page until a signal, or writes it to a file and answers the exit code. Throws `UnknownEnvironment`, and `UsageError` for a port
 * or a file that is none or is taken.
 */
export const openConsole = async (environment: string | undefined, options: Opened): Promise<number> => {
  const { stack, readOnly } = options;
  const port = portTyped(options.port);
  if (environment !== undefined) await readRegistration((await locate(sts(), stack)).table, environment);
  if (options.export !== undefined) return exported(environment, options.export, stack);
  const server = await startConsole({ stack, port, readOnly });
  const address = server.address(environment === undefined ? "/" : `/${environment}`);
  const main = async (endWith: (end: () => Promise<void>) => void): Promise<number> => {
    endWith(server.stop);
    print(`The console is up${readOnly ? ", to look only" : ""}: ${address}`);
    print("Whoever has this address acts as you do; it is for this machine alone. Ctrl-C ends it.");
    return new Promise<never>(() => {});
  };
  runToTheEnd(
    main,
    () => {},
    () => 0,
  );
  return new Promise<never>(() => {});
};
