import { asksAws, command } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { asking } from "../options.ts";

export const doctorCommand = command({
  name: ["doctor"],
  group: "looking",
  says: "whether the installation, and an environment or all, are as a deployment needs them, with what to do; changes nothing",
  words: { environment: { says: "the environment's name, by default all", optional: true, isEnvironment: true } },
  options: asking,
  exclusions: [],
  examples: ["sarcelle doctor", "sarcelle doctor web-live --json"],
  exitCodes: {
    ...asksAws,
    [exitCodes.done]: "nothing is wrong; what may be, or could not be found out, is said",
    [exitCodes.no]: "something is wrong",
  },
  run: async ({ environment }, options) => (await import("../doctor/doctor.ts")).doctor(environment, options),
});
