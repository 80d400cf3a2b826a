/** `sarcelle snapshot`: a stack is read, and written down in one file. */
import { patientLoadBalancing, resourceClients } from "../src/aws/clients.ts";
import { writeNew } from "./new-file.ts";
import { print } from "./output.ts";
import { takeStack } from "./snapshot/take.ts";

interface Given {
  readonly file: string | undefined;
  readonly userData: boolean;
}

/** Reads the stack behind a load balancer and writes it to a file; answers the exit code. Throws `NotAsRegistered` if there is none. */
export const snapshot = async (loadBalancer: string, { file: typed, userData }: Given): Promise<number> => {
  const file = typed ?? `${loadBalancer}.json`;
  const clients = { ...resourceClients(), loadBalancing: patientLoadBalancing() };
  const { document, left } = await takeStack(clients, loadBalancer, userData);
  const filled = Object.entries(document).filter(([, list]) => Object.keys(list).length > 0);
  writeNew(file, `${JSON.stringify(Object.fromEntries(filled), null, 2)}\n`);
  print(`${file}: ${filled.map(([list, held]) => `${Object.keys(held).length} ${list}`).join(", ")}.`);
  print(["Not in it:", ...left].join("\n  "));
  print(`Nothing was changed. Next: sarcelle rehearse ${file}`);
  return 0;
};
