import { command } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { inForm } from "../options.ts";

export const rehearseCommand = command({
  name: ["rehearse"],
  group: "machine",
  says: "upgrade, release, a bad release and rollbacks on a snapshot of a stack, under traffic, in a playground that is gone afterwards",
  words: { file: { says: "the stack's file, as 'sarcelle snapshot' writes it" } },
  options: {
    ...inForm,
    registration: {
      value: "FILE",
      says: "the environment's file, YAML or JSON; without it one is made of the stack",
    },
    group: { value: "NAME", says: "the Auto Scaling group that is to be the live side, where there are several" },
    sizes: { value: "N", says: "the most instances that a group is to have, the rest in proportion" },
    bootSeconds: {
      value: "N",
      says: "how long an instance takes from its launch until it serves, in the world's seconds",
      default: "30",
    },
  },
  exclusions: [{ of: ["registration", "group"], says: "a registration names its group" }],
  examples: ["sarcelle rehearse web.json", "sarcelle rehearse web.json --boot-seconds 240 --sizes 3"],
  exitCodes: {
    [exitCodes.done]: "all went as it should",
    [exitCodes.no]: "something failed or was refused",
    [exitCodes.refused]: "the command or its file is wrong",
  },
  run: async ({ file }, options) => (await import("../rehearse.ts")).rehearse(file, options),
});
