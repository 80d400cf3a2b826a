import { asksAws, command } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { asking } from "../options.ts";

export const initCommand = command({
  name: ["init"],
  group: "environments",
  says: "find what could be an environment, ask which, write its file and show what an upgrade of it would change; changes nothing in AWS",
  words: {},
  options: {
    fromGroup: { value: "NAME", says: "the Auto Scaling group, instead of asking which" },
    loadBalancer: { value: "NAME", says: "the load balancer, where the group is behind several" },
    name: { value: "NAME", says: "the environment's name, by default after its group and stage" },
    stage: { value: "STAGE", says: "its stage, such as beta or live, by default as names and tags say, or else live" },
    file: {
      value: "FILE",
      says: "the file to write, by default environments/<name>.yml; it must not be there yet",
    },
    yes: { says: "take all that is proposed, and ask nothing" },
    ...asking,
  },
  exclusions: [],
  examples: ["sarcelle init", "sarcelle init --from-group web --yes"],
  exitCodes: { ...asksAws, [exitCodes.done]: "the file is written" },
  run: async (_, options) => (await import("../init/init.ts")).init(options),
});
