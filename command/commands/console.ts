import { asksAws, command } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { connecting, deployedStack } from "../options.ts";

export const consoleCommand = command({
  name: ["console"],
  group: "looking",
  says: "one page to watch deployments on and to steer them, served on this machine alone with your own credentials, until Ctrl-C",
  words: { environment: { says: "the environment whose page is meant", isEnvironment: true, optional: true } },
  options: {
    port: { value: "N", says: "port on 127.0.0.1, 0 for a free one", default: "0" },
    readOnly: { says: "only to look: nothing can be started from the page" },
    export: {
      value: "FILE",
      says: "write the page of the environment as it stands now to one HTML file, and serve nothing; without user data or secrets",
    },
    ...deployedStack,
    ...connecting,
  },
  exclusions: [],
  examples: [
    "sarcelle console",
    "sarcelle console web-live --read-only",
    "sarcelle console web-live --export web-live.html",
  ],
  exitCodes: { ...asksAws, [exitCodes.done]: "it was told to end, or the file is written" },
  run: async ({ environment }, options) => (await import("../console.ts")).openConsole(environment, options),
});
