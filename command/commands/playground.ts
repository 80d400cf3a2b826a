import { command } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";

export const playgroundCommand = command({
  name: ["playground"],
  group: "machine",
  says: "AWS as far as Sarcelle needs it, with Sarcelle deployed in it, real instances and real traffic; on loopback, until Ctrl-C",
  words: {},
  options: {
    port: { value: "N", says: "port of the endpoint on 127.0.0.1, 0 for a free one", default: "4566" },
    speed: { value: "N", says: "world seconds in a real second", default: "1" },
    seed: { value: "N", says: "seed of the world's randomness", default: "1" },
    pages: { value: "SIZE", says: "how large pages of lists are: small, or aws for AWS's own", default: "small" },
    without: {
      value: "TRAITS",
      says: "traits of AWS that the world is not to have, by name, commas between",
      default: "",
    },
    images: {
      value: "FILE",
      says: 'other programs as instances: JSON, { "ami-…": { "command", "ports" } }; playground/README.md has the rest',
    },
    template: { value: "FILE", says: "another packaged template than this repository's, its bundles beside it" },
  },
  exclusions: [],
  examples: ["sarcelle playground", "sarcelle playground --port 0 --speed 10"],
  exitCodes: {
    [exitCodes.done]: "it was told to end",
    [exitCodes.no]: "it could not start",
    [exitCodes.refused]: "the command is wrong",
  },
  run: async (_words, options) => (await import("../playground.ts")).servePlayground(options),
});
