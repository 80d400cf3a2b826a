/** `sarcelle snapshot`: a stack is read, and written down in one file. */
import { writeFileSync } from "node:fs";
import { patientLoadBalancing, resourceClients } from "../src/aws/clients.ts";
import { print } from "./output.ts";
import { takeStack } from "./snapshot/take.ts";
import { UsageError } from "./usage-error.ts";

interface Given {
  readonly output: string | undefined;
  readonly userData: boolean;
}

const write = (file: string, text: string): void => {
  try {
    // What is there already may be somebody's only one.
    writeFileSync(file, text, { flag: "wx" });
  } catch (error) {
    const isThere = (error as NodeJS.ErrnoException).code === "EEXIST";
    throw new UsageError(
      isThere
        ? `${file} is there already. Say another with --output FILE.`
        : `${file} cannot be written: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
};

/** Reads the stack behind a load balancer and writes it to a file; answers the exit code. Throws `NotAsRegistered` if there is none. */
export const snapshot = async (loadBalancer: string, { output, userData }: Given): Promise<number> => {
  const file = output ?? `${loadBalancer}.json`;
  const clients = { ...resourceClients(), loadBalancing: patientLoadBalancing() };
  const { document, left } = await takeStack(clients, loadBalancer, userData);
  const filled = Object.entries(document).filter(([, list]) => Object.keys(list).length > 0);
  write(file, `${JSON.stringify(Object.fromEntries(filled), null, 2)}\n`);
  print(`${file}: ${filled.map(([list, held]) => `${Object.keys(held).length} ${list}`).join(", ")}.`);
  print(["Not in it:", ...left].join("\n  "));
  print(`Nothing was changed. Next: sarcelle rehearse ${file}`);
  return 0;
};
