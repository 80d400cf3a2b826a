import { resourceTypes } from "../../src/inventory/model.ts";
import { ask } from "../ask.ts";
import { asksAws, command } from "../command.ts";
import { asking, inThePast, onePast } from "../options.ts";

export const inventoryCommand = command({
  name: ["inventory"],
  group: "inventory",
  says: "all resources, or those that you choose",
  words: {},
  options: {
    environment: { value: "NAME", says: "of this environment", isEnvironment: true },
    side: { value: "SIDE", says: "of this side", choices: ["blue", "green"] },
    release: { value: "VERSION|COMMIT", says: "that belong to this release" },
    type: { value: "TYPE", says: "of this type", choices: resourceTypes },
    format: { value: "FORMAT", says: "how to print them", choices: ["table", "csv", "ansible", "prometheus-sd"] },
    ...inThePast,
    ...asking,
  },
  exclusions: [
    onePast,
    { of: ["json", "output", "format"], says: "all that is known as JSON, or a format of its own" },
  ],
  examples: [
    "sarcelle inventory --environment web-live --type instance --as-of 2026-01-31T15:00Z",
    "sarcelle inventory --type instance --format prometheus-sd",
  ],
  exitCodes: asksAws,
  run: async (_words, options) => ask(options, (await import("../questions/resources.ts")).inventoryAnswer),
});
