import { asksAws, command } from "../command.ts";
import { connecting } from "../options.ts";

export const snapshotCommand = command({
  name: ["snapshot"],
  group: "looking",
  says: "write what an upgrade would see of a stack to one file, for 'sarcelle rehearse'; registered or not",
  words: { loadBalancer: { says: "the load balancer's name" } },
  options: {
    file: { value: "FILE", says: "the file to write, by default <loadBalancer>.json; it must not be there yet" },
    userData: { says: "with the user data of launch templates, which may hold secrets" },
    ...connecting,
  },
  exclusions: [],
  examples: ["sarcelle snapshot web", "sarcelle snapshot web --file stacks/web.json --user-data"],
  exitCodes: asksAws,
  run: async ({ loadBalancer }, options) => (await import("../snapshot.ts")).snapshot(loadBalancer, options),
});
